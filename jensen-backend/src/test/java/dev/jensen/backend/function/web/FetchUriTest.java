package dev.jensen.backend.function.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class FetchUriTest {

  @Test
  void whatBrowsersAllowIsEscaped() {
    assertThat(FetchUri.parse("https://[::1]:80/a|b{c}?d=[e]^%zz#f"))
        .hasToString("https://[::1]:80/a%7Cb%7Bc%7D?d=%5Be%5D%5E%25zz");
    assertThat(FetchUri.parse("http://h?q")).hasToString("http://h?q");
  }

  @Test
  void redirectsLeadWhereBrowsersGo() {
    var base = URI.create("http://h:1/a/b?c");

    assertThat(FetchUri.resolve(base, "d")).hasToString("http://h:1/a/d");
    assertThat(FetchUri.resolve(base, "../d#f")).hasToString("http://h:1/d");
    assertThat(FetchUri.resolve(base, "/d")).hasToString("http://h:1/d");
    assertThat(FetchUri.resolve(base, "?d")).hasToString("http://h:1/a/b?d");
    assertThat(FetchUri.resolve(base, "//i/d")).hasToString("http://i/d");
    assertThat(FetchUri.resolve(base, "https://i/ü")).hasToString("https://i/%C3%BC");
    assertThat(FetchUri.resolve(URI.create("http://h"), "d")).hasToString("http://h/d");
  }

  @Test
  void onlyHttpCanBeFetched() {
    assertThatThrownBy(() -> FetchUri.parse("file:///etc/passwd"))
        .hasMessageContaining("URLs of scheme \"file:\" cannot be fetched");
    assertThatThrownBy(() -> FetchUri.resolve(URI.create("http://h"), "javascript:1"))
        .hasMessageContaining("URLs of scheme \"javascript:\" cannot be fetched");
  }

  @Test
  void originsAreComparedWithTheirPorts() {
    assertThat(FetchUri.sameOrigin(URI.create("http://h/a"), URI.create("HTTP://H:80/b"))).isTrue();
    assertThat(FetchUri.sameOrigin(URI.create("http://h"), URI.create("https://h"))).isFalse();
    assertThat(FetchUri.sameOrigin(URI.create("http://h"), URI.create("http://h:81"))).isFalse();
  }
}

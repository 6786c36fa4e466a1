package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain;charset=utf-8",
        "text/plain ; charset=\"utf-8; \\\"quoted\\\"\" ;",
        "image/svg+xml",
        "application/vnd.ms-excel; a=1; b=2"
      })
  void mediaTypesHaveTwoTokensAndParameters(String text) {
    assertThat(MediaType.isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "text/",
        "/plain",
        "te xt/plain",
        "text/plain; a",
        "text/plain, a/b",
        "text/plain; a=\"",
        "text/plain\n",
        "tëxt/plain"
      })
  void anythingElseIsNone(String text) {
    assertThat(MediaType.isValid(text)).isFalse();
  }

  @Test
  void longTextsAreReadInOneGo() {
    assertThat(MediaType.isValid("a/b" + "; a=\"\\".repeat(100_000))).isFalse();
    assertThat(MediaType.isValid("a/b" + ";".repeat(8_000))).isTrue();
  }
}

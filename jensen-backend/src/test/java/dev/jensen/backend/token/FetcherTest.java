package dev.jensen.backend.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.backend.token.LookupException.Failure;
import dev.jensen.backend.world.SystemWorld;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bounds of look-ups over the network (`spec/auth.md` §20).
class FetcherTest {

  private static final URI SITE = URI.create("https://site.test");

  private static TestIssuer issuer;
  private static Fetcher fetcher;

  @BeforeAll
  static void open() throws Exception {
    issuer = new TestIssuer();
    fetcher = new Fetcher(new SystemWorld(), FetcherTest::answerOfSite, Set.of(SITE));
  }

  /// What comes behind `/to/` is where it redirects to.
  private static SiteFetcher.Answer answerOfSite(URI url) {
    var path = url.getPath();
    return path.startsWith("/to/")
        ? new SiteFetcher.Answer(302, Map.of("location", path.substring("/to/".length())), "")
        : new SiteFetcher.Answer(200, Map.of(), "own " + url);
  }

  @AfterAll
  static void close() {
    fetcher.close();
    issuer.close();
  }

  private static URI publish(String path, int status, String body, String... headers) {
    issuer.publisher().publish(issuer.url() + path, status, body, headers);
    return URI.create(issuer.url() + path);
  }

  private static Failure failure(URI url) {
    return catchThrowableOfType(LookupException.class, () -> fetcher.get(url)).failure();
  }

  @Test
  void redirectsAreFollowedAndNothingIsToldOfUs() {
    publish("/target", 200, "found");
    publish("/second", 307, "", "Location", issuer.url() + "/target");

    assertThat(fetcher.get(publish("/first", 302, "", "Location", "/second")).body())
        .isEqualTo("found");
    assertThat(issuer.headers())
        .allSatisfy(headers -> {
          assertThat(headers.getFirst("Accept")).isEqualTo("application/json");
          assertThat(headers).doesNotContainKeys("Cookie", "Authorization");
        });
  }

  @Test
  void redirectsEnd() {
    assertThat(failure(publish("/circle", 302, "", "Location", "/circle")))
        .isInstanceOf(Failure.Unusable.class);
    assertThat(issuer.publisher().requests(issuer.url() + "/circle"))
        .isEqualTo(Limits.REDIRECTS + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://x.test/", "http://[", "mailto:a@b"})
  void redirectsStayOnTheWeb(String location) {
    assertThat(failure(publish("/away", 302, "", "Location", location)))
        .isInstanceOf(Failure.Unusable.class);
  }

  /// Whoever is on the way could hand out keys.
  @Test
  void redirectsStayEncrypted() {
    var open = publish("/open", 200, "found");

    assertThat(failure(URI.create(SITE + "/to/" + open))).isInstanceOf(Failure.Unusable.class);
    assertThat(issuer.publisher().requests(open.toString())).isZero();
    assertThat(fetcher.get(URI.create(SITE + "/to/https://site.test/a")).body())
        .isEqualTo("own https://site.test/a");
  }

  @Test
  void answersAreBounded() {
    var largest = publish("/largest", 200, "x".repeat(Limits.DOCUMENT_BYTES));
    var large = publish("/large", 200, "x".repeat(Limits.DOCUMENT_BYTES + 1));

    assertThat(fetcher.get(largest).body()).hasSize(Limits.DOCUMENT_BYTES);
    assertThat(failure(large)).isInstanceOf(Failure.Unusable.class);
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(failure(URI.create("http://127.0.0.1:%d/".formatted(port))))
        .isInstanceOf(Failure.Unreachable.class);
  }

  /// Others are asked meanwhile.
  @Test
  void whoTakesTheCallAndSaysNothingIsGivenUp() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var url = URI.create("http://127.0.0.1:%d/".formatted(silent.getLocalPort()));
      var waiting = threads.submit(() -> failure(url));

      assertThat(fetcher.get(publish("/meanwhile", 200, "found")).body()).isEqualTo("found");
      assertThat(waiting.isDone()).isFalse();
      assertThat(waiting.get()).isInstanceOf(Failure.Unreachable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://site.test/a", "https://SITE.test:443/a"})
  void ownAddressesAreAnsweredHere(String url) {
    assertThat(fetcher.get(URI.create(url)).body()).isEqualTo("own " + url);
  }

  @Test
  void otherAddressesAreNotOurs() {
    assertThat(fetcher.isOwn(URI.create("http://site.test/a"))).isFalse();
    assertThat(fetcher.isOwn(URI.create("https://site.test:8443/a"))).isFalse();
    assertThat(fetcher.isOwn(URI.create("https://site.test.evil.test/a"))).isFalse();
  }
}

package dev.jensen.backend.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.identity.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestBodyTest {

  private static RequestBody of(InputStream body, String length) {
    var headers = List.of(new HttpCall.Header("Content-Length", length));
    return RequestBody.of(
        new HttpCall(
            "POST",
            "http://acme/echo",
            "/echo",
            headers,
            body,
            new Identity.Unknown(),
            null,
            "request",
            RequestOrigin.of(Caller.HTTP_ENDPOINT)));
  }

  @Test
  void aSmallOneThatIsStillOnItsWayGoesAlong() throws Exception {
    try (var out = new PipedOutputStream();
        var in = new PipedInputStream(out)) {
      var sender = Thread.ofVirtual().start(() -> send(out));

      assertThat(of(in, "6")).isEqualTo(new RequestBody.Text("lately"));
      sender.join();
    }
  }

  private static void send(PipedOutputStream out) {
    try {
      for (var piece : List.of("late", "ly", "of another request")) {
        out.write(piece.getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLargeOneAndOneOfUnknownLengthAreNotWaitedFor() {
    var unread = new ByteArrayInputStream(new byte[1 << 17]);

    assertThat(of(unread, "65537")).isEqualTo(new RequestBody.Stream(unread));
    assertThat(of(unread, "many")).isEqualTo(new RequestBody.Stream(unread));
    assertThat(unread.available()).isEqualTo(1 << 17);
  }

  @Test
  void oneThatBreaksOffIsTheActionsToRead() {
    var body = new ByteArrayInputStream(new byte[3]);

    assertThat(of(body, "4")).isEqualTo(new RequestBody.Stream(body));
  }
}

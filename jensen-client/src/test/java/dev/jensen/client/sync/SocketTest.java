package dev.jensen.client.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a socket ends whose messages do not go out.
@Timeout(60)
class SocketTest {

  private final CompletableFuture<WebSocket> written = new CompletableFuture<>();
  private final CompletableFuture<Boolean> aborted = new CompletableFuture<>();
  private final Socket socket = new Socket(Runnable::run, new Unheard());

  private static final class Unheard implements Socket.Events {

    @Override
    public void opened(Socket socket) {}

    @Override
    public void heard(Socket socket) {}

    @Override
    public void received(Socket socket, String message) {}

    @Override
    public void ended(Socket socket, CloseReason reason) {}
  }

  /// A JDK socket all of whose messages have the fate of `written`.
  private WebSocket connection() {
    return (WebSocket)
        Proxy.newProxyInstance(
            WebSocket.class.getClassLoader(),
            new Class<?>[] {WebSocket.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "abort" -> aborted.complete(true);
                  case "request" -> null;
                  default -> written;
                });
  }

  private void sendInVain() {
    socket.follow(CompletableFuture.completedFuture(connection()));
    socket.send("in vain");
    assertThat(aborted).isNotDone();
  }

  @Test
  void oneThatTakesNothingAnyMoreIsEndedAtOnce() {
    sendInVain();

    socket.abort();

    assertThat(aborted).isDone();
  }

  @Test
  void oneThatFailedIsEnded() {
    sendInVain();
    written.completeExceptionally(new IOException("connection reset"));

    socket.abort();

    assertThat(aborted).isDone();
  }

  @Test
  void aGoodByeThatDoesNotGoOutIsNotWaitedForLong() throws Exception {
    sendInVain();

    var told = socket.close();

    assertThat(told.handle((sent, failure) -> failure).get(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(aborted).isDone();
  }

  @Test
  void aGoodByeThatFailsEndsItToo() {
    sendInVain();
    written.completeExceptionally(new IOException("connection reset"));

    assertThat(socket.close()).isCompletedExceptionally();
    assertThat(aborted).isDone();
  }
}

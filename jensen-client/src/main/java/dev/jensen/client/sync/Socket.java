package dev.jensen.client.sync;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One WebSocket: whole messages in, whole messages out in order, and at most one end.
///
/// What arrives is handed to the loop, and no more is asked for until the loop is done with it.
final class Socket implements WebSocket.Listener {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  /// What the official client takes at most, too.
  private static final int MESSAGE_CHARACTERS_MAX = 100 << 20;

  private static final int KEPT_CHARACTERS_MAX = 1 << 16;

  /// How long what was sent before a good-bye, and the good-bye, may take to go out.
  static final Duration GOODBYE_MAX = Duration.ofSeconds(1);

  private final Executor loop;
  private final Events events;
  private final StringBuilder message = new StringBuilder();

  /// What is owned by the loop: the connection, and what was sent last over it. They are apart
  /// because a message that fails, or never goes out, must not keep the connection from being
  /// ended.
  private CompletableFuture<WebSocket> connecting = new CompletableFuture<>();

  private CompletableFuture<WebSocket> sending = connecting;

  private boolean isOver;

  /// What happens, told on the loop.
  interface Events {

    void opened(Socket socket);

    /// A part of a message has come.
    void heard(Socket socket);

    void received(Socket socket, String message);

    void ended(Socket socket, CloseReason reason);
  }

  Socket(Executor loop, Events events) {
    this.loop = loop;
    this.events = events;
  }

  /// Follows a connection that is coming about.
  void follow(CompletableFuture<WebSocket> newConnecting) {
    connecting = newConnecting;
    sending = newConnecting;
    run(
        newConnecting,
        socket -> {
          events.opened(this);
          socket.request(1);
        });
  }

  private void run(CompletableFuture<WebSocket> stage, Consumer<WebSocket> then) {
    var unused =
        stage.whenComplete((socket, failure) ->
            onLoop(() -> {
              if (failure == null) {
                then.accept(socket);
              } else {
                broken(failure);
              }
            }));
  }

  /// Says what the official client says when a connection breaks or does not come about.
  private void broken(Throwable failure) {
    LOGGER.log(System.Logger.Level.DEBUG, "the socket broke", failure);
    end(new CloseReason.ByServer("closed with code 1006"));
  }

  private void onLoop(Runnable task) {
    loop.execute(() -> {
      if (!isOver) {
        task.run();
      }
    });
  }

  /// Sends after everything sent before.
  void send(String text) {
    sending = sending.thenCompose(socket -> socket.sendText(text, true));
    run(sending, socket -> {});
  }

  /// Sends a ping after everything sent before; what comes back is not waited for.
  void ping() {
    sending = sending.thenCompose(socket -> socket.sendPing(ByteBuffer.allocate(0)));
    run(sending, socket -> {});
  }

  /// Ends it without telling its owner.
  ///
  /// @return completes when the deployment has been told, or cannot be
  CompletableFuture<?> close() {
    isOver = true;
    return sending
        .thenCompose(socket -> socket.sendClose(WebSocket.NORMAL_CLOSURE, ""))
        .orTimeout(GOODBYE_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((closed, failure) -> abort());
  }

  /// Ends it at once, without telling anybody.
  void abort() {
    isOver = true;
    // One that is coming about yet is ended as soon as it is there.
    var unused = connecting.thenAccept(WebSocket::abort);
  }

  private void end(CloseReason reason) {
    isOver = true;
    events.ended(this, reason);
  }

  /// Asks for nothing yet: the loop has to know first that there is a socket.
  @Override
  public void onOpen(WebSocket socket) {}

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    if (message.length() + data.length() > MESSAGE_CHARACTERS_MAX) {
      socket.abort();
      onLoop(() -> end(new CloseReason.ByServer("a message is too long")));
      return null;
    }
    message.append(data);
    if (last) {
      String whole = message.toString();
      forget();
      hand(socket, () -> events.received(this, whole));
    } else {
      hand(socket, () -> events.heard(this));
    }
    return null;
  }

  /// Asks for more when the loop is done with what there is, even if it failed.
  private void hand(WebSocket socket, Runnable news) {
    onLoop(() -> {
      try {
        news.run();
      } finally {
        socket.request(1);
      }
    });
  }

  /// One long message is no reason to keep room for another.
  private void forget() {
    message.setLength(0);
    if (message.capacity() > KEPT_CHARACTERS_MAX) {
      message.trimToSize();
    }
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    onLoop(() ->
        end(
            new CloseReason.ByServer(
                reason.isEmpty() ? "closed with code %d".formatted(code) : reason)));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    onLoop(() -> broken(failure));
  }
}

package dev.jensen.isolate;

import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Abandon;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Replies;
import dev.jensen.wire.worker.Frame.Reply;
import dev.jensen.wire.worker.FrameChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The other end of the socket.
final class Server {

  private final FrameChannel channel;

  Server(FrameChannel channel) {
    this.channel = channel;
  }

  void tell(Frame frame) {
    channel.send(frame);
  }

  /// The next thing to do, or null when the server is gone.
  @Nullable Frame next() {
    return channel.receive();
  }

  /// Has the server answer a batch.
  ///
  /// @throws AbandonedException if the server wants the call to end instead
  /// @throws ServerGoneException if the server is gone
  List<Reply> ask(Batch batch) {
    channel.send(batch);
    return switch (channel.receive()) {
      case Replies(var replies) when replies.size() == batch.requests().size() -> replies;
      case Abandon() -> throw new AbandonedException();
      case null -> throw new ServerGoneException();
      case Frame other ->
          throw new IllegalStateException(
              "no answer to a batch: " + other.getClass().getSimpleName());
    };
  }

  /// The server wants the running call to end.
  static final class AbandonedException extends RuntimeException {

    AbandonedException() {
      super("the server abandoned the call");
    }
  }

  /// The connection was closed while a call was running.
  static final class ServerGoneException extends RuntimeException {

    ServerGoneException() {
      super("the server closed the connection");
    }
  }
}

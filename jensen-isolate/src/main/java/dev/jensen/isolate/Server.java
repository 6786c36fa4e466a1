package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Abandon;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Replies;
import dev.jensen.wire.worker.Frame.Reply;
import dev.jensen.wire.worker.FrameChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The other end of the socket.
final class Server {

  private final FrameChannel channel;
  private @Nullable NestedCalls nestedCalls;

  Server(FrameChannel channel) {
    this.channel = channel;
  }

  /// Sets what to do when a batch makes the server call a function.
  void onNestedCall(NestedCalls calls) {
    nestedCalls = calls;
  }

  void tell(Frame frame) {
    channel.send(frame);
  }

  /// The next thing to do, or null when the server is gone.
  @Nullable Frame next() {
    return channel.receive();
  }

  /// Has the server answer a batch; runs the functions that it calls to do so.
  ///
  /// @throws AbandonedException if the server wants the call to end instead
  /// @throws ServerGoneException if the server is gone
  List<Reply> ask(Batch batch) throws JavetException {
    channel.send(batch);
    for (; ; ) {
      switch (channel.receive()) {
        case Replies(var replies) when replies.size() == batch.requests().size() -> {
          return replies;
        }
        case Call call when nestedCalls != null -> channel.send(nestedCalls.run(call));
        case Abandon() -> throw new AbandonedException();
        case null -> throw new ServerGoneException();
        case Frame other ->
            throw new IllegalStateException(
                "no answer to a batch: " + other.getClass().getSimpleName());
      }
    }
  }

  /// Runs a function while another one waits for it.
  interface NestedCalls {

    Done run(Call call) throws JavetException;
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

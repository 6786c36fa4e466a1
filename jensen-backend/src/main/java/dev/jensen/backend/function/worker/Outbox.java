package dev.jensen.backend.function.worker;

import dev.jensen.backend.world.World;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// What is still to be sent to a process.
///
/// One thread of its own sends it, which nobody interrupts: whoever answers an action is
/// interrupted when the action ends, and an interrupted write would close the socket, and with it
/// take the actions of everybody else.
///
/// Thread-safe.
///
/// @param <M> messages, bounded by what the process has asked for
public final class Outbox<M> implements AutoCloseable {

  private final BlockingQueue<M> unsent = new LinkedBlockingQueue<>();
  private final Thread sender;

  /// Writes messages to the process.
  public interface Writer<M> {

    /// Writes one message.
    ///
    /// @return false if the process is gone
    boolean write(M message);
  }

  /// Sends with `writer` from a thread of this name.
  public Outbox(World world, String name, Writer<M> writer) {
    this.sender = world.start(name, () -> sendAll(writer));
  }

  /// Sends a message soon; one to a process that is gone is lost.
  public void add(M message) {
    unsent.add(message);
  }

  private void sendAll(Writer<M> writer) {
    boolean isUp = true;
    while (isUp) {
      try {
        isUp = writer.write(unsent.take());
      } catch (InterruptedException e) {
        // It was closed.
        isUp = false;
      }
    }
    unsent.clear();
  }

  /// Sends nothing more.
  @Override
  public void close() {
    sender.interrupt();
  }
}

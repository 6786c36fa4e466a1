package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Many sockets, read by one thread.
///
/// One thread that sleeps in a selector costs far less than one per socket, and the measured server
/// shares the cores with it.
final class SocketReader implements AutoCloseable {

  /// So many sockets are opened at a time: more would overflow a server's queue of connections.
  private static final int OPENED_AT_ONCE = 16;

  private final Selector selector;
  private final Queue<WebSocket> sockets = new ConcurrentLinkedQueue<>();
  private final Listener listener;
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile @Nullable IOException failure;

  /// Takes what sockets receive, on the one thread that reads them.
  interface Listener {

    /// Takes the next message of one socket.
    ///
    /// @param socket its number, from 0
    /// @param message valid only during the call
    /// @param nanos when it was read, by [System#nanoTime()]
    void received(int socket, ByteBuffer message, long nanos);
  }

  private SocketReader(Listener listener) throws IOException {
    this.selector = Selector.open();
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("sockets").daemon().unstarted(this::run);
  }

  /// A socket and its number.
  private record Numbered(int number, WebSocket socket) {}

  /// Opens `count` sockets and reads them, each from when it is open: who answers no ping for a
  /// while is taken for dead, and opening all of them takes longer.
  ///
  /// @param open opens the socket of a number from 0; called by several threads
  static SocketReader open(int count, IntFunction<WebSocket> open, Listener listener) {
    try {
      var reader = new SocketReader(listener);
      reader.thread.start();
      reader.openAll(count, open);
      return reader;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void openAll(int count, IntFunction<WebSocket> open) {
    try (var threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
      var opening = new ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        int number = i;
        opening.add(threads.submit(() -> add(new Numbered(number, open.apply(number)))));
      }
      for (int i = 0; i < count; i++) {
        try {
          opening.get(i).get();
        } catch (ExecutionException e) {
          threads.shutdownNow();
          close();
          throw new IllegalStateException(
              "socket %d of %d does not open: %s".formatted(i + 1, count, e.getCause()), e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void add(Numbered opened) {
    sockets.add(opened.socket());
    try {
      opened.socket().unblock().register(selector, SelectionKey.OP_READ, opened);
      selector.wakeup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    try {
      while (!isClosed) {
        selector.select(this::read);
      }
    } catch (UncheckedIOException e) {
      failure = e.getCause();
    } catch (IOException e) {
      failure = e;
    }
  }

  private void read(SelectionKey key) {
    var from = (Numbered) key.attachment();
    try {
      from.socket().read(message -> listener.received(from.number(), message, System.nanoTime()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws IllegalStateException if a socket failed, after which none is read any more
  void check() {
    if (failure != null) {
      throw new IllegalStateException("a socket failed: %s".formatted(failure), failure);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(SocketReader::close);
  }

  private static void close(WebSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

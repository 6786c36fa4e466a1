package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
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
  private final List<WebSocket> sockets;
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

  private SocketReader(List<WebSocket> sockets, Listener listener) throws IOException {
    this.selector = Selector.open();
    this.sockets = sockets;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("sockets").daemon().unstarted(this::run);
    for (int i = 0; i < sockets.size(); i++) {
      sockets.get(i).unblock().register(selector, SelectionKey.OP_READ, i);
    }
  }

  /// Opens `count` sockets and reads them.
  ///
  /// @param open opens the socket of a number from 0; called by several threads
  static SocketReader open(int count, IntFunction<WebSocket> open, Listener listener) {
    var sockets = openAll(count, open);
    try {
      var reader = new SocketReader(sockets, listener);
      reader.thread.start();
      return reader;
    } catch (IOException e) {
      sockets.forEach(SocketReader::close);
      throw new UncheckedIOException(e);
    }
  }

  private static List<WebSocket> openAll(int count, IntFunction<WebSocket> open) {
    var sockets = new ArrayList<WebSocket>();
    try (var threads = Executors.newFixedThreadPool(OPENED_AT_ONCE)) {
      var opening = new ArrayList<Future<WebSocket>>();
      for (int i = 0; i < count; i++) {
        int number = i;
        opening.add(threads.submit(() -> open.apply(number)));
      }
      try {
        for (var each : opening) {
          sockets.add(each.get());
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        sockets.forEach(SocketReader::close);
        throw new IllegalStateException(
            "socket %d of %d does not open: %s".formatted(sockets.size() + 1, count, e.getCause()),
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return sockets;
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
    int number = (int) key.attachment();
    try {
      sockets.get(number).read(message -> listener.received(number, message, System.nanoTime()));
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

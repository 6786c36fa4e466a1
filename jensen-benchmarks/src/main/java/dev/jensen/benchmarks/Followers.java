package dev.jensen.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sockets that share subscriptions to rows evenly, one subscription to each row.
final class Followers implements AutoCloseable {

  private static final Marker TRANSITION = new Marker("\"type\":\"Transition\"");
  private static final Duration ARRIVAL_MAX = Duration.ofMinutes(1);

  private final int keysPerSocket;
  private final SocketReader reader;
  private final AtomicLong strayResults = new AtomicLong();
  private final AtomicLong strayTransitions = new AtomicLong();
  private volatile @Nullable Change awaited;

  /// A change that one socket must be told of.
  private record Change(int socket, long number, CompletableFuture<Long> arrival) {

    boolean isIn(int from, ByteBuffer message) {
      return from == socket && Beats.NUMBER.highest(message) == number && !arrival.isDone();
    }
  }

  /// Opens `sockets` sockets that together follow the keys from 0 to `keys`, exclusive.
  Followers(int port, int sockets, int keys) {
    keysPerSocket = keys / sockets;
    reader =
        SocketReader.open(
            sockets,
            socket ->
                WebSocket.open(
                    port,
                    Beats.PATH,
                    Beats.follow(
                        IntStream.range(socket * keysPerSocket, (socket + 1) * keysPerSocket))),
            this::received);
  }

  private void received(int socket, ByteBuffer message, long nanos) {
    var change = awaited;
    int results = Beats.RESULT.count(message);
    if (change != null && results > 0 && change.isIn(socket, message)) {
      strayResults.addAndGet(results - 1);
      change.arrival().complete(nanos);
    } else if (TRANSITION.count(message) > 0) {
      strayResults.addAndGet(results);
      strayTransitions.incrementAndGet();
    }
  }

  /// Says what comes next: change number `number`, of the row with `key`.
  void expect(int key, long number) {
    awaited = new Change(key / keysPerSocket, number, new CompletableFuture<>());
  }

  /// When the expected change arrived, by [System#nanoTime()].
  ///
  /// @throws IllegalStateException if it does not
  long awaitArrival() {
    var change = awaited;
    if (change == null) {
      throw new IllegalStateException("nothing is expected");
    }
    try {
      return change.arrival().get(ARRIVAL_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      reader.check();
      throw new IllegalStateException(
          "nothing arrived within %d s of a commit".formatted(ARRIVAL_MAX.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// How many results were received that nobody expected.
  long strayResults() {
    return strayResults.get();
  }

  /// How many transitions were received, with results or without, that nobody expected.
  long strayTransitions() {
    return strayTransitions.get();
  }

  @Override
  public void close() {
    reader.close();
  }
}

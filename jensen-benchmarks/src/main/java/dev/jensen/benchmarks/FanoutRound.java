package dev.jensen.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// Some writes to a [Feed], each once all subscribers have the one before.
final class FanoutRound {

  static final int WRITES = 50;

  private static final int WARM_UP = 10;

  /// A server that is far too slow ends its round, and its warm-up, with fewer writes.
  private static final Duration ROUND_MAX = Duration.ofMinutes(1);

  private static final Duration DELIVERY_MAX = Duration.ofMinutes(1);

  private final Feed feed;
  private final int subscribers;
  private final Histogram acknowledged = LoadResult.emptyHistogram();
  private final Histogram fromAcknowledged = LoadResult.emptyHistogram();
  private final Histogram fromSent = LoadResult.emptyHistogram();
  private final Histogram each = LoadResult.emptyHistogram();
  private Duration server = Duration.ZERO;
  private Duration clients = Duration.ZERO;
  private volatile Arrivals awaited;

  private FanoutRound(Feed feed, int subscribers) {
    this.feed = feed;
    this.subscribers = subscribers;
    this.awaited = new Arrivals(Long.MAX_VALUE, subscribers);
  }

  /// Runs a round with new subscribers.
  ///
  /// @param numbers of writes, every one higher than all before
  /// @throws IllegalStateException if a subscriber does not get a value
  static FanoutRound run(Feed feed, int subscribers, LongSupplier numbers) {
    var round = new FanoutRound(feed, subscribers);
    try (var reader = SocketReader.open(subscribers, _ -> feed.subscribe(), round::received)) {
      round.write(WARM_UP, numbers, reader);
      round.measure(numbers, reader);
      return round;
    }
  }

  private void received(int socket, ByteBuffer message, long nanos) {
    awaited.received(socket, message, nanos);
  }

  private void measure(LongSupplier numbers, SocketReader reader) {
    acknowledged.reset();
    fromAcknowledged.reset();
    fromSent.reset();
    each.reset();
    var serverBefore = Usage.processorTime(feed.processes());
    var clientsBefore = Usage.ownProcessorTime();
    write(WRITES, numbers, reader);
    server = Usage.processorTime(feed.processes()).minus(serverBefore);
    clients = Usage.ownProcessorTime().minus(clientsBefore);
  }

  private void write(int count, LongSupplier numbers, SocketReader reader) {
    long end = System.nanoTime() + ROUND_MAX.toNanos();
    for (int i = 0; i < count && System.nanoTime() < end; i++) {
      write(numbers.getAsLong(), reader);
    }
  }

  private void write(long number, SocketReader reader) {
    var arrivals = new Arrivals(number, subscribers);
    awaited = arrivals;
    long sent = System.nanoTime();
    feed.write(number);
    long answered = System.nanoTime();
    await(arrivals, reader);
    acknowledged.recordValue(answered - sent);
    fromAcknowledged.recordValue(arrivals.since(answered).max().orElseThrow());
    fromSent.recordValue(arrivals.since(sent).max().orElseThrow());
    arrivals.since(answered).forEach(each::recordValue);
  }

  private static void await(Arrivals arrivals, SocketReader reader) {
    for (long second = 0; !arrivals.await(Duration.ofSeconds(1)); second++) {
      reader.check();
      if (second >= DELIVERY_MAX.toSeconds()) {
        throw new IllegalStateException(
            "%d subscribers got nothing within %d s of a write"
                .formatted(arrivals.missing(), DELIVERY_MAX.toSeconds()));
      }
    }
  }

  /// How many writes were measured: [#WRITES], unless that took too long.
  long writes() {
    return acknowledged.getTotalCount();
  }

  /// From the acknowledgement of a write until the last subscriber has it, in milliseconds.
  double lastMillis(double percentile) {
    return millis(fromAcknowledged, percentile);
  }

  /// The same from before the write was sent.
  double sentToLastMillis(double percentile) {
    return millis(fromSent, percentile);
  }

  /// From the acknowledgement of a write until one subscriber has it, over all of them.
  double eachMillis(double percentile) {
    return millis(each, percentile);
  }

  /// How long a write takes to be acknowledged.
  double acknowledgedMillis(double percentile) {
    return millis(acknowledged, percentile);
  }

  /// Processor time of the server for one write, in milliseconds.
  double serverMillis() {
    return server.toNanos() / 1e6 / writes();
  }

  /// Processor time of all subscribers and the writer for one write, in milliseconds.
  double clientsMillis() {
    return clients.toNanos() / 1e6 / writes();
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}

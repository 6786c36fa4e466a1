package dev.jensen.client.sync;

import java.time.Duration;
import java.util.Set;

/// How long to wait before the next socket (`spec/sync-protocol.md` §11.3).
final class Backoff {

  private static final Duration CLIENT = Duration.ofMillis(100);
  private static final Duration UNKNOWN = Duration.ofSeconds(1);
  private static final Duration OVERLOADED = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(16);

  /// From here on, doubling the shortest wait gives the longest.
  private static final int DOUBLINGS_MAX = 10;

  private static final Set<String> OVERLOADS =
      Set.of(
          "SubscriptionsWorkerFullError",
          "TooManyConcurrentRequests",
          "CommitterFullError",
          "AwsTooManyRequestsException",
          "ExecuteFullError",
          "SystemTimeoutError",
          "ExpiredInQueue",
          "VectorIndexTooLarge",
          "SearchIndexTooLarge",
          "TooManyWritesInTimePeriod");

  private Backoff() {}

  /// The wait before a socket.
  ///
  /// @param reason why the last one was lost
  /// @param retries how many were lost in a row before
  /// @param random from 0 up to 1
  static Duration delay(CloseReason reason, int retries, double random) {
    long doubled = initial(reason).toMillis() << Math.min(retries, DOUBLINGS_MAX);
    return Duration.ofMillis((long) (Math.min(doubled, LONGEST.toMillis()) * (0.5 + random)));
  }

  private static Duration initial(CloseReason reason) {
    return switch (reason) {
      case CloseReason.ByClient client -> CLIENT;
      case CloseReason.ByServer server ->
          OVERLOADS.stream().anyMatch(server.text()::startsWith) ? OVERLOADED : UNKNOWN;
    };
  }
}

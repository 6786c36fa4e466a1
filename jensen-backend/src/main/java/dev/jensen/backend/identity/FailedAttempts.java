package dev.jensen.backend.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.backend.world.World;
import java.time.Duration;

/// Counts wrong keys and service tokens by the address that they come from, so that nobody can try
/// many (`docs/decisions/0012-service-tokens.md`).
///
/// Each address has a bucket of attempts that fills up again at a steady rate. Addresses of IPv6
/// count by their first 64 bits, which one household has for itself.
///
/// Thread-safe.
final class FailedAttempts {

  /// Attempts that may fail at once.
  static final int BURST = 100;

  /// Between two attempts that may fail after these.
  static final Duration REFILL = Duration.ofMillis(500);

  /// Addresses that are remembered; the ones not seen for longest are forgotten first.
  private static final int ADDRESSES = 10_000;

  private static final int NETWORK_GROUPS = 4;

  private final World world;
  private final Cache<String, Long> fullAt;

  FailedAttempts(World world) {
    this.world = world;
    this.fullAt =
        Caffeine.newBuilder()
            .maximumSize(ADDRESSES)
            .expireAfterWrite(REFILL.multipliedBy(BURST))
            .ticker(world::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  /// Whether the address has no attempt left.
  boolean isExhausted(String address) {
    var full = fullAt.getIfPresent(network(address));
    return full != null && full - world.nanoTime() > (BURST - 1) * REFILL.toNanos();
  }

  /// Counts a failure.
  ///
  /// @return whether the address had an attempt left
  boolean count(String address) {
    var network = network(address);
    boolean[] wasLeft = {true};
    var _ =
        fullAt
            .asMap()
            .merge(
                network,
                world.nanoTime() + REFILL.toNanos(),
                (full, _) -> {
                  long now = world.nanoTime();
                  long left = Math.max(full - now, 0);
                  wasLeft[0] = left <= (BURST - 1) * REFILL.toNanos();
                  return wasLeft[0] ? now + left + REFILL.toNanos() : full;
                });
    return wasLeft[0];
  }

  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    int end = 0;
    for (int group = 0; group < NETWORK_GROUPS && end >= 0; group++) {
      end = address.indexOf(':', end + 1);
    }
    return end < 0 ? address : address.substring(0, end);
  }
}

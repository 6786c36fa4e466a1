package dev.jensen.backend.transaction;

/// What a part of a transaction may use on top of what was used before it; `Long.MAX_VALUE` where
/// it may use whatever is left.
///
/// @param rangesRead calls of `get` and `scan`
public record Extra(
    long rangesRead, long documentsRead, long bytesRead, long documentsWritten, long bytesWritten) {

  /// These limits, or what is left of `limits` after `used` where that is less.
  Limits within(Limits limits, Consumption used) {
    return new Limits(
        (int) least(limits.documentsRead(), used.documentsRead(), documentsRead),
        least(limits.bytesRead(), used.bytesRead(), bytesRead),
        (int) least(limits.rangesRead(), used.rangesRead(), rangesRead),
        (int) least(limits.documentsWritten(), used.documentsWritten(), documentsWritten),
        least(limits.bytesWritten(), used.bytesWritten(), bytesWritten),
        limits.commitsWaiting(),
        limits.bytesWaiting(),
        limits.writeLogBytes(),
        limits.documentCacheBytes(),
        limits.retention());
  }

  private static long least(long limit, long used, long extra) {
    return extra >= limit - used ? limit : used + extra;
  }
}

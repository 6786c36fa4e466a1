package dev.jensen.backend.transaction;

import java.time.Duration;

/// How much one database, and one transaction in it, may use (`spec/function-runtime.md` §15).
///
/// @param documentsRead per transaction
/// @param bytesRead per transaction
/// @param rangesRead per transaction: calls of `get` and `scan`
/// @param documentsWritten per transaction; every write of a document counts
/// @param bytesWritten per transaction
/// @param commitsWaiting transactions that wait for the committer at once
/// @param bytesWaiting what these may hold together
/// @param writeLogBytes memory for recent commits, against which reads are checked
/// @param documentCacheBytes memory for decoded documents
/// @param retention how long the past can be read
public record Limits(
    int documentsRead,
    long bytesRead,
    int rangesRead,
    int documentsWritten,
    long bytesWritten,
    int commitsWaiting,
    long bytesWaiting,
    long writeLogBytes,
    long documentCacheBytes,
    Duration retention) {

  /// The limits that functions are written for.
  public static final Limits DEFAULT =
      new Limits(
          32_000,
          16 << 20,
          4096,
          16_000,
          16 << 20,
          4096,
          64 << 20,
          64 << 20,
          96 << 20,
          Duration.ofMinutes(10));

  /// The same limits, but the past is kept for `duration`.
  public Limits withRetention(Duration duration) {
    return new Limits(
        documentsRead,
        bytesRead,
        rangesRead,
        documentsWritten,
        bytesWritten,
        commitsWaiting,
        bytesWaiting,
        writeLogBytes,
        documentCacheBytes,
        duration);
  }
}

package dev.jensen.backend.transaction;

/// What one transaction has read and written so far.
final class Usage {

  private static final String HINT =
      "Consider using smaller limits in your queries, paginating your queries, or using indexed"
          + " queries with a selective index range expressions.";

  private Limits limits;
  private long ranges;
  private long documentsRead;
  private long bytesRead;
  private long documentsWritten;
  private long bytesWritten;

  Usage(Limits limits) {
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  /// Uses other limits from now on.
  void limit(Limits other) {
    limits = other;
  }

  Consumption consumption() {
    return new Consumption(ranges, documentsRead, bytesRead, documentsWritten, bytesWritten);
  }

  /// Counts a range; a limit that was exceeded before fails again here.
  void readRange() {
    ranges++;
    checkReads();
  }

  void read(long bytes) {
    documentsRead++;
    bytesRead += bytes;
    checkReads();
  }

  /// Fails once more if a limit of reads was exceeded before.
  void checkReads() {
    if (ranges > limits.rangesRead()) {
      throw tooMuch("TooManyReads", "Too many reads", Integer.toString(limits.rangesRead()));
    }
    if (documentsRead > limits.documentsRead()) {
      throw tooMuch(
          "TooManyDocumentsRead",
          "Too many documents read",
          Integer.toString(limits.documentsRead()));
    }
    if (bytesRead > limits.bytesRead()) {
      throw tooMuch(
          "TooManyBytesRead", "Too many bytes read", "%d bytes".formatted(limits.bytesRead()));
    }
  }

  private static LimitExceededException tooMuch(String code, String what, String limit) {
    return new LimitExceededException(
        code, "%s in a single function execution (limit: %s). %s".formatted(what, limit, HINT));
  }

  /// Counts a write before it is done.
  void write(long bytes) {
    documentsWritten++;
    bytesWritten += bytes;
    if (documentsWritten > limits.documentsWritten()) {
      throw new LimitExceededException(
          "TooManyWrites",
          "Too many writes in a single function execution (limit: %d)"
              .formatted(limits.documentsWritten()));
    }
    if (bytesWritten > limits.bytesWritten()) {
      throw new LimitExceededException(
          "TooManyBytesWritten",
          "Too many bytes written in a single function execution (limit: %d MiB)"
              .formatted(limits.bytesWritten() >> 20));
    }
  }
}

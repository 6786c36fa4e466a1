package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Log lines that warn of an execution which came close to a limit (`spec/function-runtime.md`
/// §11.6).
final class LimitWarnings {

  private static final Duration USER_TIME_MAX = Duration.ofSeconds(1);
  private static final String READ_LESS =
      "Consider using smaller limits in your queries, paginating your queries, or using indexed"
          + " queries with a selective index range expressions.";
  private static final String WRITE_LESS = "Consider splitting the work into several mutations.";
  private static final String SEND_LESS =
      "Consider passing less at a time, or storing it as a file.";

  private final Instant now;
  private final List<LogLine> lines = new ArrayList<>();

  private LimitWarnings(Instant now) {
    this.now = now;
  }

  /// The warnings for one execution.
  ///
  /// @param returnBytes 0 if nothing was returned
  static List<LogLine> of(
      Transaction transaction,
      long argumentBytes,
      long returnBytes,
      Duration javascript,
      Instant now) {
    var warnings = new LimitWarnings(now);
    warnings.size("Large size of the function arguments", argumentBytes);
    warnings.size("Large size of the function return value", returnBytes);
    warnings.usage(transaction);
    warnings.time(javascript);
    return warnings.lines;
  }

  private void size(String what, long bytes) {
    check(what, bytes, CallArguments.BYTES_MAX, " bytes", SEND_LESS);
  }

  private void usage(Transaction transaction) {
    var used = transaction.consumption();
    var limits = transaction.limits();
    check(
        "Many documents read in a single function execution",
        used.documentsRead(),
        limits.documentsRead(),
        "",
        READ_LESS);
    check(
        "Many bytes read in a single function execution",
        used.bytesRead(),
        limits.bytesRead(),
        " bytes",
        READ_LESS);
    check(
        "Many reads in a single function execution",
        used.rangesRead(),
        limits.rangesRead(),
        "",
        READ_LESS);
    check(
        "Many writes in a single function execution",
        used.documentsWritten(),
        limits.documentsWritten(),
        "",
        WRITE_LESS);
    check(
        "Many bytes written in a single function execution",
        used.bytesWritten(),
        limits.bytesWritten(),
        " bytes",
        WRITE_LESS);
  }

  private void check(String what, long actual, long limit, String unit, String help) {
    if (isClose(actual, limit)) {
      warn("%s (actual: %d%s, limit: %d%s). %s".formatted(what, actual, unit, limit, unit, help));
    }
  }

  private void time(Duration javascript) {
    if (isClose(javascript.toMillis(), USER_TIME_MAX.toMillis())) {
      warn(
          "Function execution took a long time. (maximum duration: %ds, actual duration: %.3fs)"
              .formatted(USER_TIME_MAX.toSeconds(), javascript.toMillis() / 1000.0));
    }
  }

  /// At least four fifths.
  private static boolean isClose(long actual, long limit) {
    return 5 * actual >= 4 * limit;
  }

  private void warn(String text) {
    lines.add(new LogLine(LogLine.Level.WARN, List.of(text), now, false));
  }
}

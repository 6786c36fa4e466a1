package dev.jensen.backend.function;

import static java.util.Map.entry;

import dev.jensen.backend.transaction.Extra;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `ctx.meta.getTransactionMetrics()` returns (`spec/function-runtime.md` §6.4).
final class TransactionMetrics {

  private TransactionMetrics() {}

  static String of(ExecutionScope scope) {
    var used = scope.transaction().consumption();
    var limits = scope.transaction().limits();
    var scheduled = scope.scheduledUsage();
    var files = scope.files();
    return JsonFormat.ENCODED.write(
        Value.Obj.of(
            Map.ofEntries(
                entry("bytesRead", metric(used.bytesRead(), limits.bytesRead())),
                entry("bytesWritten", metric(used.bytesWritten(), limits.bytesWritten())),
                entry("databaseQueries", metric(used.rangesRead(), limits.rangesRead())),
                entry("documentsRead", metric(used.documentsRead(), limits.documentsRead())),
                entry(
                    "documentsWritten", metric(used.documentsWritten(), limits.documentsWritten())),
                entry(
                    "functionsScheduled", metric(scheduled.functions(), scheduled.functionsMax())),
                entry(
                    "scheduledFunctionArgsBytes", metric(scheduled.bytes(), scheduled.bytesMax())),
                entry("filesRead", metric(files.filesRead(), FileUsage.FILES_MAX)),
                entry("fileReadBytes", metric(files.bytesRead(), FileUsage.BYTES_MAX)),
                entry("filesWritten", metric(files.filesWritten(), FileUsage.FILES_MAX)),
                entry("fileWriteBytes", metric(files.bytesWritten(), FileUsage.BYTES_MAX)))));
  }

  /// What the `transactionLimits` of a nested call allow it, or null if they are not there.
  static @Nullable Extra extra(@Nullable Value limits) {
    return switch (limits) {
      case null -> null;
      case Value.Null _ -> null;
      case Value.Obj given ->
          new Extra(
              limit(given, "databaseQueries"),
              limit(given, "documentsRead"),
              limit(given, "bytesRead"),
              limit(given, "documentsWritten"),
              limit(given, "bytesWritten"));
      case Value other ->
          throw SyscallException.invalidArgument(
              "transactionLimits",
              "runUdf",
              "expected an object, got %s".formatted(other.display()));
    };
  }

  /// Allows no more to be scheduled than the `transactionLimits` of a nested call say, until the
  /// result is closed.
  static ScheduledUsage.Limited limit(ScheduledUsage usage, @Nullable Value limits) {
    return limits instanceof Value.Obj given
        ? usage.limit(
            limit(given, "functionsScheduled"), limit(given, "scheduledFunctionArgsBytes"))
        : () -> {};
  }

  private static long limit(Value.Obj limits, String name) {
    return switch (limits.get(name)) {
      case null -> Long.MAX_VALUE;
      case Value.Null _ -> Long.MAX_VALUE;
      case Value.Float64(var number) when number >= 0 -> (long) number;
      case Value other ->
          throw SyscallException.invalidArgument(
              "transactionLimits.%s".formatted(name),
              "runUdf",
              "expected a non-negative number, got %s".formatted(other.display()));
    };
  }

  private static Value metric(long used, long limit) {
    return Value.Obj.of(
        Map.of(
            "used", new Value.Float64(used),
            "remaining", new Value.Float64(Math.max(0, limit - used))));
  }
}

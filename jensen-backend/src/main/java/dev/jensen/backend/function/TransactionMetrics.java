package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.Map;

/// What `ctx.meta.getTransactionMetrics()` returns (`spec/function-runtime.md` §6.4).
final class TransactionMetrics {

  private static final int SCHEDULED_MAX = 1000;
  private static final int SCHEDULED_BYTES_MAX = 16 << 20;

  private TransactionMetrics() {}

  static String of(Transaction transaction) {
    var used = transaction.consumption();
    var limits = transaction.limits();
    return JsonFormat.ENCODED.write(
        Value.Obj.of(
            Map.of(
                "bytesRead", metric(used.bytesRead(), limits.bytesRead()),
                "bytesWritten", metric(used.bytesWritten(), limits.bytesWritten()),
                "databaseQueries", metric(used.rangesRead(), limits.rangesRead()),
                "documentsRead", metric(used.documentsRead(), limits.documentsRead()),
                "documentsWritten", metric(used.documentsWritten(), limits.documentsWritten()),
                "functionsScheduled", metric(0, SCHEDULED_MAX),
                "scheduledFunctionArgsBytes", metric(0, SCHEDULED_BYTES_MAX))));
  }

  private static Value metric(long used, long limit) {
    return Value.Obj.of(
        Map.of(
            "used", new Value.Float64(used),
            "remaining", new Value.Float64(Math.max(0, limit - used))));
  }
}

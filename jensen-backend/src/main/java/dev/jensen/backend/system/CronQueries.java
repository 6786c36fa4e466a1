package dev.jensen.backend.system;

import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.CronRun;
import dev.jensen.backend.model.CronRuns;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What became of cron jobs (`spec/values-and-data.md` §13).
final class CronQueries {

  private CronQueries() {}

  /// The last runs of all jobs, those of one job together, newest first.
  static Value runs(Transaction transaction) {
    return new Value.Array(
        CronJobs.specs(transaction).keySet().stream()
            .flatMap(identifier -> CronRuns.list(transaction, identifier).stream())
            .map(CronQueries::run)
            .toList());
  }

  private static Value run(CronRun run) {
    var lines = run.logLines().stream().map(line -> (Value) new Value.Text(line)).toList();
    double seconds = run.duration().toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    return Value.Obj.of(
        Map.of(
            "name", new Value.Text(run.identifier()),
            "ts", new Value.Float64(run.due().toEpochMilli()),
            "executionTime", new Value.Float64(seconds),
            "status", status(run),
            "logLines", new Value.Array(lines)));
  }

  private static Value status(CronRun run) {
    var error = run.error();
    return Value.Obj.of(
        error == null
            ? Map.of("type", new Value.Text("success"))
            : Map.of("type", new Value.Text("err"), "error", new Value.Text(error)));
  }
}

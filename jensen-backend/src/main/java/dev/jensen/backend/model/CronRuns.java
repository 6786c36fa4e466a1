package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last runs of every cron job.
///
/// The records of one job take turns in a fixed number of places, so adding one is one write.
public final class CronRuns {

  private static final int KEPT = 5;

  /// Of the lines of one run.
  private static final int LOG_CHARS_MAX = 64 << 10;

  private CronRuns() {}

  /// The last runs of the job, newest first.
  public static List<CronRun> list(Transaction transaction, String identifier) {
    var runs = new ArrayList<CronRun>();
    for (int place = 0; place < KEPT; place++) {
      var document = find(transaction, identifier, place);
      if (document != null) {
        runs.add(read(identifier, document));
      }
    }
    runs.sort(Comparator.comparing(CronRun::started).reversed());
    return runs;
  }

  /// @param number counts the runs of the job
  static void add(Transaction transaction, CronRun run, long number) {
    int place = (int) (number % KEPT);
    var old = find(transaction, run.identifier(), place);
    if (old != null) {
      SystemTable.CRON_RUNS.delete(transaction, old);
    }
    var table = SystemTable.CRON_RUNS.existing(transaction);
    var id = new DocumentId(table.number(), id(run.identifier(), place));
    transaction.insert(table, id, null, Value.Obj.of(fields(run).map()));
  }

  static void removeAll(Transaction transaction, String identifier) {
    for (int place = 0; place < KEPT; place++) {
      var document = find(transaction, identifier, place);
      if (document != null) {
        SystemTable.CRON_RUNS.delete(transaction, document);
      }
    }
  }

  private static Fields fields(CronRun run) {
    var lines = new ArrayList<Value>();
    int chars = 0;
    for (var line : run.logLines()) {
      chars += line.length();
      if (chars > LOG_CHARS_MAX) {
        break;
      }
      lines.add(new Value.Text(line));
    }
    return new Fields()
        .with("due", Millis.value(run.due()))
        .with("started", Millis.value(run.started()))
        .with("duration", run.duration().toNanos())
        .with("error", run.error())
        .with("logLines", new Value.Array(lines));
  }

  private static CronRun read(String identifier, Document document) {
    var lines = new ArrayList<String>();
    if (document.value().get("logLines") instanceof Value.Array(var items)) {
      items.forEach(line -> lines.add(((Value.Text) line).value()));
    }
    return new CronRun(
        identifier,
        Millis.read(document, "due"),
        Millis.read(document, "started"),
        Duration.ofNanos(Fields.number(document, "duration")),
        Fields.textOrNull(document, "error"),
        lines);
  }

  private static @Nullable Document find(Transaction transaction, String identifier, int place) {
    var table = transaction.table(SystemTable.CRON_RUNS.tableName());
    return table == null
        ? null
        : transaction.get(table, new DocumentId(table.number(), id(identifier, place)));
  }

  private static InternalId id(String identifier, int place) {
    return CronJobs.id("%s|%d".formatted(identifier, place));
  }
}

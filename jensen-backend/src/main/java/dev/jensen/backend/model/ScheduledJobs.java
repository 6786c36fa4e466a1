package dev.jensen.backend.model;

import dev.jensen.backend.model.ScheduledJob.State;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scheduled functions: a table that functions may read, and beside it two that only the server
/// knows, which say when something is to be done with a job.
///
/// Every job that is not finished has an entry in [#QUEUE], every finished one has one in the queue
/// of those that are to be forgotten; both under the internal id of the job.
public final class ScheduledJobs {

  /// The jobs that are not finished, by when they are to be looked at.
  public static final TimeQueue QUEUE = new TimeQueue(SystemTable.SCHEDULED_QUEUE);

  /// How functions know the table.
  public static final String TABLE = SystemTable.SCHEDULED_FUNCTIONS.tableName();

  private static final TimeQueue FINISHED = new TimeQueue(SystemTable.FINISHED_JOBS);
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int FORGOTTEN_AT_ONCE = 500;
  private static final long FORGOTTEN_BYTES_AT_ONCE = 4 << 20;
  private static final double MILLIS_PER_SECOND = 1000;
  private static final double MICROS_PER_SECOND = 1e6;

  private ScheduledJobs() {}

  /// Makes the tables if they do not exist, so that no mutation has to.
  public static void prepare(Transaction transaction) {
    var _ = SystemTable.SCHEDULED_FUNCTIONS.existing(transaction);
    var _ = SystemTable.SCHEDULED_QUEUE.existing(transaction);
    var _ = SystemTable.FINISHED_JOBS.existing(transaction);
  }

  /// What is to be scheduled.
  ///
  /// @param name such as `dir/tasks.js:send`
  /// @param seconds since the epoch
  public record Request(String name, Value.Obj argument, double seconds) {

    /// To the microsecond, which undoes the rounding of a division by 1000.
    private double millis() {
      return Math.round(seconds * MICROS_PER_SECOND) / MILLIS_PER_SECOND;
    }
  }

  /// Adds a job that waits.
  public static DocumentId add(Transaction transaction, Request request) {
    var id = insert(transaction, request, new State.Pending(), null);
    var due = Millis.instant(request.millis());
    QUEUE.put(transaction, id.internalId(), due, new Fields().with("attempts", 0).map());
    return id;
  }

  /// Adds a job that will not run.
  public static DocumentId addCanceled(Transaction transaction, Request request, Instant now) {
    var id = insert(transaction, request, new State.Canceled(), now);
    FINISHED.put(transaction, id.internalId(), now, new Fields().map());
    return id;
  }

  private static DocumentId insert(
      Transaction transaction, Request request, State state, @Nullable Instant completed) {
    var arguments = new Value.Array(List.of(request.argument()));
    var fields = fields(request.name(), arguments, request.millis(), state, completed);
    return SystemTable.SCHEDULED_FUNCTIONS.insert(transaction, fields.map()).id();
  }

  private static Fields fields(
      String name, Value.Array arguments, double millis, State state, @Nullable Instant completed) {
    return new Fields()
        .with("name", name)
        .with("args", arguments)
        .with("scheduledTime", new Value.Float64(millis))
        .with("completedTime", completed == null ? null : Millis.value(completed))
        .with("state", value(state));
  }

  private static Value value(State state) {
    var fields =
        switch (state) {
          case State.Pending _ -> kind("pending");
          case State.InProgress _ -> kind("inProgress");
          case State.Success _ -> kind("success");
          case State.Canceled _ -> kind("canceled");
          case State.Failed(var error) -> kind("failed").with("error", error);
        };
    return Value.Obj.of(fields.map());
  }

  private static Fields kind(String kind) {
    return new Fields().with("kind", kind);
  }

  /// The job, or null.
  public static @Nullable ScheduledJob find(Transaction transaction, DocumentId id) {
    var document = SystemTable.SCHEDULED_FUNCTIONS.get(transaction, id);
    return document == null ? null : read(document);
  }

  /// The job of an entry in [#QUEUE], or null.
  public static @Nullable ScheduledJob find(Transaction transaction, InternalId id) {
    var table = transaction.table(TABLE);
    return table == null ? null : find(transaction, new DocumentId(table.number(), id));
  }

  private static ScheduledJob read(Document document) {
    if (document.value().get("args") instanceof Value.Array arguments
        && document.value().get("scheduledTime") instanceof Value.Float64(var millis)
        && document.value().get("state") instanceof Value.Obj state) {
      return new ScheduledJob(
          document.id(), Fields.text(document, "name"), arguments, millis, state(state));
    }
    throw new IllegalStateException("scheduled job %s is damaged".formatted(document.id()));
  }

  private static State state(Value.Obj state) {
    var kind = text(state, "kind");
    return switch (kind) {
      case "pending" -> new State.Pending();
      case "inProgress" -> new State.InProgress();
      case "success" -> new State.Success();
      case "canceled" -> new State.Canceled();
      case "failed" -> new State.Failed(text(state, "error"));
      default -> throw new IllegalStateException("a job cannot be %s".formatted(kind));
    };
  }

  private static String text(Value.Obj state, String field) {
    return state.get(field) instanceof Value.Text(var text) ? text : "";
  }

  /// How often the waiting job was put off so far.
  public static long attempts(Transaction transaction, ScheduledJob job) {
    var entry = QUEUE.find(transaction, job.id().internalId());
    return entry == null ? 0 : Fields.number(entry, "attempts");
  }

  /// Lets the job be seen as running.
  public static void start(Transaction transaction, ScheduledJob job) {
    set(transaction, job, new State.InProgress(), null);
  }

  /// Lets the job wait until then, once more.
  public static void postpone(Transaction transaction, ScheduledJob job, Instant until) {
    long attempts = attempts(transaction, job) + 1;
    set(transaction, job, new State.Pending(), null);
    QUEUE.put(
        transaction, job.id().internalId(), until, new Fields().with("attempts", attempts).map());
  }

  /// Finishes the job.
  public static void finish(Transaction transaction, ScheduledJob job, State state, Instant now) {
    set(transaction, job, state, now);
    QUEUE.remove(transaction, job.id().internalId());
    FINISHED.put(transaction, job.id().internalId(), now, new Fields().map());
  }

  private static void set(
      Transaction transaction, ScheduledJob job, State state, @Nullable Instant completed) {
    var document = SystemTable.SCHEDULED_FUNCTIONS.get(transaction, job.id());
    if (document == null) {
      throw new IllegalStateException("there is no scheduled job %s".formatted(job.id()));
    }
    var fields = fields(job.name(), job.arguments(), job.scheduledMillis(), state, completed);
    SystemTable.SCHEDULED_FUNCTIONS.replace(transaction, document, fields.map());
  }

  /// Removes some jobs that were finished too long ago to matter.
  ///
  /// @param start [IndexKey#FIRST], or what the last call returned
  /// @return where there may be more, or null if there are none
  public static @Nullable IndexKey forget(Transaction transaction, IndexKey start, Instant now) {
    var before = now.minus(KEPT);
    long bytes = 0;
    IndexKey next = null;
    for (var entry : FINISHED.read(transaction, start, FORGOTTEN_AT_ONCE)) {
      if (!entry.time().isBefore(before) || bytes > FORGOTTEN_BYTES_AT_ONCE) {
        return entry.time().isBefore(before) ? next : null;
      }
      bytes += remove(transaction, entry.id());
      next = entry.key().next();
    }
    return next;
  }

  private static long remove(Transaction transaction, InternalId id) {
    FINISHED.remove(transaction, id);
    var table = SystemTable.SCHEDULED_FUNCTIONS.existing(transaction);
    var job = transaction.get(table, new DocumentId(table.number(), id));
    if (job == null) {
      return 0;
    }
    SystemTable.SCHEDULED_FUNCTIONS.delete(transaction, job);
    return job.value().size();
  }
}

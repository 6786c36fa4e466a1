package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The cron jobs that are deployed, in the order in which they are due.
public final class CronJobs {

  /// The jobs, by when they are to be looked at.
  public static final TimeQueue QUEUE = new TimeQueue(SystemTable.CRON_JOBS);

  private CronJobs() {}

  /// Makes the tables if they do not exist, so that no mutation has to.
  public static void prepare(Transaction transaction) {
    var _ = SystemTable.CRON_JOBS.existing(transaction);
    var _ = SystemTable.CRON_RUNS.existing(transaction);
  }

  /// The specs of all jobs by identifier.
  public static Map<String, String> specs(Transaction transaction) {
    var specs = new TreeMap<String, String>();
    for (var document : SystemTable.CRON_JOBS.all(transaction)) {
      specs.put(Fields.text(document, "identifier"), Fields.text(document, "spec"));
    }
    return specs;
  }

  /// Makes `specs` the deployed jobs. Those with the schedule that they had keep their next run.
  public static void store(Transaction transaction, Map<String, String> specs, Instant now) {
    var former = new HashMap<String, Document>();
    for (var document : SystemTable.CRON_JOBS.all(transaction)) {
      former.put(Fields.text(document, "identifier"), document);
    }
    specs.forEach(
        (identifier, spec) -> store(transaction, identifier, spec, former.remove(identifier), now));
    for (var gone : former.values()) {
      QUEUE.remove(transaction, gone.id().internalId());
      CronRuns.removeAll(transaction, Fields.text(gone, "identifier"));
    }
  }

  private static void store(
      Transaction transaction,
      String identifier,
      String spec,
      @Nullable Document former,
      Instant now) {
    if (former == null) {
      var job = new CronJob(identifier, spec, now, null, 0, 0);
      put(transaction, scheduled(job, now));
      return;
    }
    var old = read(former);
    var job = new CronJob(identifier, spec, old.next(), old.running(), old.attempts(), old.runs());
    if (old.spec().equals(spec)) {
      return;
    }
    if (old.scheduleJson().equals(job.scheduleJson())) {
      put(transaction, job, TimeQueue.time(former));
    } else {
      put(transaction, scheduled(job, now));
    }
  }

  private static CronJob scheduled(CronJob job, Instant now) {
    return job.with(job.schedule().first(now), job.running(), 0, job.runs());
  }

  /// The job of an entry in [#QUEUE], or null.
  public static @Nullable CronJob find(Transaction transaction, InternalId id) {
    var document = QUEUE.find(transaction, id);
    return document == null ? null : read(document);
  }

  /// Notes that the job's action begins.
  public static void start(Transaction transaction, CronJob job) {
    put(transaction, job.with(job.next(), job.next(), job.attempts(), job.runs()));
  }

  /// Lets the run that is due wait until then, once more.
  public static void postpone(Transaction transaction, CronJob job, Instant until) {
    put(transaction, job.with(job.next(), null, job.attempts() + 1, job.runs()), until);
  }

  /// Records a run that ended, and plans the next one unless a push has done so meanwhile.
  public static void finish(Transaction transaction, CronJob job, CronRun run, Instant now) {
    CronRuns.add(transaction, run, job.runs());
    var next = job.next().equals(run.due()) ? job.schedule().next(run.due(), now) : job.next();
    put(transaction, job.with(next, null, 0, job.runs() + 1));
  }

  private static void put(Transaction transaction, CronJob job) {
    put(transaction, job, job.next());
  }

  private static void put(Transaction transaction, CronJob job, Instant lookAt) {
    var running = job.running();
    QUEUE.put(
        transaction,
        job.id(),
        lookAt,
        new Fields()
            .with("identifier", job.identifier())
            .with("spec", job.spec())
            .with("next", Millis.value(job.next()))
            .with("running", running == null ? null : Millis.value(running))
            .with("attempts", job.attempts())
            .with("runs", job.runs())
            .map());
  }

  private static CronJob read(Document document) {
    boolean runs = document.value().get("running") instanceof Value.Float64;
    return new CronJob(
        Fields.text(document, "identifier"),
        Fields.text(document, "spec"),
        Millis.read(document, "next"),
        runs ? Millis.read(document, "running") : null,
        Fields.number(document, "attempts"),
        Fields.number(document, "runs"));
  }

  /// What names something in a table, made of its name.
  static InternalId id(String name) {
    byte[] hash = CodeVersion.sha256().digest(name.getBytes(StandardCharsets.UTF_8));
    return new InternalId(Arrays.copyOf(hash, InternalId.BYTES));
  }
}

package dev.jensen.backend.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.LambdaDeployment;
import dev.jensen.backend.function.LambdaRuntime;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.model.ScheduledJob.State;
import dev.jensen.backend.model.ScheduledJobs;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Scheduled functions in a world whose clock is turned by hand (`spec/values-and-data.md` §11).
@Timeout(60)
class SchedulerTest {

  private static final Value NOTHING = new Value.Null();

  private final LambdaDeployment deployment = new LambdaDeployment();
  private @Nullable Scheduler scheduler;

  @AfterEach
  void close() {
    if (scheduler != null) {
      scheduler.close();
    }
    deployment.close();
  }

  @Test
  void aJobRunsWhenItsTimeHasCome() throws Exception {
    deployment.mutation("jobs:note", SchedulerTest::note);
    startScheduler();
    var late = schedule("jobs.js:note", Duration.ofDays(30));
    var later = schedule("jobs.js:note", Duration.ofDays(31));
    var soon = schedule("jobs.js:note", Duration.ofDays(1));

    deployment.world.advance(Duration.ofDays(30));

    assertThat(finished(late)).isEqualTo(new State.Success());
    assertThat(finished(soon)).isEqualTo(new State.Success());
    assertThat(state(later)).isEqualTo(new State.Pending());
    assertThat(notes()).isEqualTo(2);
    closeScheduler();
    assertThat(deployment.completions)
        .extracting(Completion::caller)
        .containsOnly(Caller.SCHEDULER);
  }

  @Test
  void aJobThatOthersKeepFromCommittingRunsExactlyOnceInTheEnd() throws Exception {
    int losses = 17;
    var attempts = new AtomicInteger();
    deployment.mutation(
        "jobs:contended",
        (calls, _) -> {
          calls.call("1.0/count", "{\"table\":\"rivals\"}");
          note(calls, Value.Obj.of(Map.of()));
          if (attempts.incrementAndGet() <= losses) {
            insert("rivals");
          }
          return NOTHING;
        });
    insert("rivals");
    startScheduler();
    deployment.database.listen(_ -> deployment.world.advance(Duration.ofSeconds(10)));

    assertThat(finished(schedule("jobs.js:contended", Duration.ZERO)))
        .isEqualTo(new State.Success());
    assertThat(attempts).hasValue(losses + 1);
    assertThat(notes()).isEqualTo(1);
  }

  @Test
  void aMutationThatIsCanceledWhileItRunsLeavesNothing() throws Exception {
    var ids = new ArrayList<DocumentId>();
    var runs = new AtomicInteger();
    deployment.mutation(
        "jobs:canceled",
        (calls, argument) -> {
          note(calls, argument);
          runs.incrementAndGet();
          change(tx -> {
            var job = Objects.requireNonNull(ScheduledJobs.find(tx, ids.getFirst()));
            ScheduledJobs.finish(tx, job, new State.Canceled(), deployment.world.now());
            return true;
          });
          return NOTHING;
        });
    ids.add(schedule("jobs.js:canceled", Duration.ZERO));
    startScheduler();

    assertThat(finished(ids.getFirst())).isEqualTo(new State.Canceled());
    closeScheduler();
    assertThat(runs).hasValue(1);
    assertThat(state(ids.getFirst())).isEqualTo(new State.Canceled());
    assertThat(notes()).isZero();
  }

  @Test
  void anActionThatRanWhenAServerStoppedIsNotRunAgain() throws Exception {
    var runs = new AtomicInteger();
    deployment.action(
        "jobs:act",
        (_, _) -> {
          runs.incrementAndGet();
          return NOTHING;
        });
    var id = schedule("jobs.js:act", Duration.ZERO);
    change(tx -> {
      ScheduledJobs.start(tx, Objects.requireNonNull(ScheduledJobs.find(tx, id)));
      return true;
    });

    startScheduler();

    assertThat(finished(id)).isEqualTo(new State.Failed("Transient error while executing action"));
    assertThat(finished(schedule("jobs.js:act", Duration.ZERO))).isEqualTo(new State.Success());
    assertThat(runs).hasValue(1);
  }

  @Test
  void anActionForWhichThereIsNoWorkerWaitsAndRunsLater() throws Exception {
    var runs = new AtomicInteger();
    deployment.action(
        "jobs:act",
        (_, _) -> {
          if (runs.incrementAndGet() < 4) {
            throw new OverloadedException("busy");
          }
          return NOTHING;
        });
    startScheduler();
    deployment.database.listen(_ -> deployment.world.advance(Duration.ofSeconds(10)));

    assertThat(finished(schedule("jobs.js:act", Duration.ZERO))).isEqualTo(new State.Success());
    assertThat(runs).hasValue(4);
  }

  @Test
  void aTargetThatIsGoneFailsTheJob() throws Exception {
    var id = schedule("jobs.js:gone", Duration.ZERO);
    startScheduler();

    assertThat(finished(id))
        .isEqualTo(
            new State.Failed(
                "Could not find function for 'jobs:gone'. Did you forget to run `npx convex"
                    + " dev`?"));
  }

  @Test
  void whatWasNotDoneWhenItWasClosedIsDoneByTheNext() throws Exception {
    deployment.mutation("jobs:note", SchedulerTest::note);
    startScheduler();
    closeScheduler();
    var id = schedule("jobs.js:note", Duration.ZERO);

    startScheduler();

    assertThat(finished(id)).isEqualTo(new State.Success());
  }

  @Test
  void aBacklogIsWorkedOffSomeAtOnceWhileOthersCall() throws Exception {
    int jobs = 3000;
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var called = new Semaphore(0);
    var inside = new CountDownLatch(8);
    var ran = new AtomicInteger();
    deployment
        .mutation(
            "jobs:count",
            (_, _) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              inside.countDown();
              called.acquireUninterruptibly();
              ran.incrementAndGet();
              running.decrementAndGet();
              return NOTHING;
            })
        .mutation("calls:note", SchedulerTest::note);
    var last = schedule(jobs, "jobs.js:count");
    startScheduler();

    inside.await();
    deployment.mutate("calls:note");
    called.release(jobs);

    assertThat(until(tx -> unfinished(tx) == 0)).isTrue();
    assertThat(state(last)).isEqualTo(new State.Success());
    assertThat(ran).hasValue(jobs);
    assertThat(most).hasValue(8);
  }

  @Test
  void finishedJobsAreForgottenAfterAWeek() throws Exception {
    deployment.mutation("jobs:note", SchedulerTest::note);
    startScheduler();
    var old = schedule("jobs.js:note", Duration.ZERO);
    var waiting = schedule("jobs.js:note", Duration.ofDays(30));
    finished(old);
    deployment.world.advance(Duration.ofDays(6));
    var young = schedule("jobs.js:note", Duration.ZERO);
    finished(young);
    closeScheduler();

    deployment.world.advance(Duration.ofDays(2));
    startScheduler();

    until(tx -> ScheduledJobs.find(tx, old) == null);
    assertThat(state(young)).isEqualTo(new State.Success());
    assertThat(state(waiting)).isEqualTo(new State.Pending());
  }

  @Test
  void jobsThatBecomeDueOutOfOrderAreNotOverlooked() throws Exception {
    var entered = new Semaphore(0);
    var goOn = new Semaphore(0);
    deployment
        .action(
            "jobs:slow",
            (_, _) -> {
              entered.release();
              goOn.acquireUninterruptibly();
              return NOTHING;
            })
        .mutation("jobs:note", SchedulerTest::note);
    deployment.world.advance(Duration.ofHours(1));
    startScheduler();
    var slow = schedule("jobs.js:slow", Duration.ofMinutes(-30));
    entered.acquire();

    var now = schedule("jobs.js:note", Duration.ZERO);
    finished(now);
    var past = schedule("jobs.js:note", Duration.ofMinutes(-45));
    finished(past);
    goOn.release();

    assertThat(finished(slow)).isEqualTo(new State.Success());
    assertThat(notes()).isEqualTo(2);
  }

  private static Value note(LambdaRuntime.Calls calls, Value.Obj argument) {
    calls.call("1.0/insert", "{\"table\":\"notes\",\"value\":{}}");
    return NOTHING;
  }

  private void startScheduler() {
    scheduler = new Scheduler(deployment.world, deployment.database, deployment.functions);
  }

  private void closeScheduler() {
    Objects.requireNonNull(scheduler).close();
    scheduler = null;
  }

  private DocumentId schedule(String name, Duration delay) {
    return change(tx -> add(tx, name, delay));
  }

  private DocumentId schedule(int count, String name) {
    return change(tx -> {
      for (int i = 1; i < count; i++) {
        add(tx, name, Duration.ZERO);
      }
      return add(tx, name, Duration.ZERO);
    });
  }

  private DocumentId add(Transaction transaction, String name, Duration delay) {
    double seconds = deployment.world.now().plus(delay).toEpochMilli() / 1e3;
    return ScheduledJobs.add(
        transaction, new ScheduledJobs.Request(name, Value.Obj.of(Map.of()), seconds));
  }

  private void insert(String table) {
    change(tx -> {
      var existing = tx.table(table);
      return tx.insert(
          existing == null ? tx.definitions().createTable(table) : existing,
          Value.Obj.of(Map.of()));
    });
  }

  /// Commits what `change` writes, however often others win.
  private <T> T change(Function<Transaction, T> change) {
    while (true) {
      try (var transaction = deployment.database.begin()) {
        var result = change.apply(transaction);
        if (deployment.database.commit(transaction) instanceof CommitOutcome.Committed) {
          return result;
        }
      }
    }
  }

  private State state(DocumentId id) {
    return read(tx -> Objects.requireNonNull(ScheduledJobs.find(tx, id)).state());
  }

  private State finished(DocumentId id) throws InterruptedException {
    until(tx -> Objects.requireNonNull(ScheduledJobs.find(tx, id)).state().isFinished());
    return state(id);
  }

  private long notes() {
    return read(tx -> {
      var table = tx.table("notes");
      return table == null ? 0L : tx.count(table);
    });
  }

  private static long unfinished(Transaction transaction) {
    var table = transaction.table("_scheduled_queue");
    return table == null ? 0 : transaction.count(table);
  }

  private <T> T read(Function<Transaction, T> question) {
    try (var transaction = deployment.database.begin()) {
      return question.apply(transaction);
    }
  }

  /// Asks again after every commit until it is so.
  private boolean until(Function<Transaction, Boolean> condition) throws InterruptedException {
    var commits = new Semaphore(0);
    deployment.database.listen(_ -> commits.release());
    while (!read(condition)) {
      commits.acquire();
    }
    return true;
  }
}

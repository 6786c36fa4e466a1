package dev.jensen.backend.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.LambdaDeployment;
import dev.jensen.backend.function.LambdaRuntime;
import dev.jensen.backend.model.CronJob;
import dev.jensen.backend.model.CronJobs;
import dev.jensen.backend.model.CronRun;
import dev.jensen.backend.model.CronRuns;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cron jobs in a world whose clock is turned by hand (`spec/values-and-data.md` §13).
@Timeout(60)
class CronTest {

  private static final Value NOTHING = new Value.Null();

  private final LambdaDeployment deployment = new LambdaDeployment();
  private final Instant begin = deployment.world.now();
  private @Nullable Scheduler scheduler;

  @AfterEach
  void close() {
    closeScheduler();
    deployment.close();
  }

  private void closeScheduler() {
    if (scheduler != null) {
      scheduler.close();
      scheduler = null;
    }
  }

  @Test
  void aJobRunsAtOnceAndThenAtEveryTickOnce() throws Exception {
    deployment.mutation("jobs:note", CronTest::note);
    store(Map.of("tick", every(60, "note")));
    startScheduler();

    assertThat(runs(1)).extracting(CronRun::due).containsExactly(begin);
    deployment.world.advance(Duration.ofSeconds(60));
    assertThat(runs(2)).extracting(CronRun::due).containsExactly(begin.plusSeconds(60), begin);
    assertThat(notes()).isEqualTo(2);
    assertThat(job("tick").next()).isEqualTo(begin.plusSeconds(120));
  }

  @Test
  void ticksThatWereMissedAreLeftOut() throws Exception {
    deployment.mutation("jobs:note", CronTest::note);
    store(Map.of("tick", every(60, "note")));
    deployment.world.advance(Duration.ofSeconds(615));

    startScheduler();

    assertThat(runs(1)).extracting(CronRun::due).containsExactly(begin);
    assertThat(job("tick").next()).isEqualTo(begin.plusSeconds(660));
    assertThat(notes()).isEqualTo(1);
    closeScheduler();
    assertThat(deployment.completions).extracting(Completion::caller).containsOnly(Caller.CRON);
  }

  @Test
  void aJobDoesNotOverlapItself() throws Exception {
    var entered = new Semaphore(0);
    var leave = new Semaphore(0);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    deployment.action(
        "jobs:slow",
        (_, _) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          entered.release();
          leave.acquireUninterruptibly();
          running.decrementAndGet();
          return NOTHING;
        });
    store(Map.of("tick", every(60, "slow")));
    startScheduler();
    entered.acquire();
    assertThat(job("tick").running()).isEqualTo(begin);

    deployment.world.advance(Duration.ofSeconds(150));
    leave.release();
    assertThat(runs(1)).extracting(CronRun::error).containsOnlyNulls();
    assertThat(job("tick").next()).isEqualTo(begin.plusSeconds(180));

    leave.release();
    deployment.world.advance(Duration.ofSeconds(30));
    assertThat(runs(2)).hasSize(2);
    assertThat(most).hasValue(1);
  }

  @Test
  void onlyTheLastRunsAreKept() throws Exception {
    deployment.mutation("jobs:note", CronTest::note);
    store(Map.of("tick", every(60, "note")));
    startScheduler();
    runs(1);
    for (int i = 1; i <= 7; i++) {
      deployment.world.advance(Duration.ofSeconds(60));
      var due = begin.plusSeconds(60L * i);
      until(tx -> runsIn(tx), runs -> !runs.isEmpty() && runs.getFirst().due().equals(due));
    }

    assertThat(read(CronTest::runsIn))
        .extracting(CronRun::due)
        .containsExactly(
            begin.plusSeconds(420),
            begin.plusSeconds(360),
            begin.plusSeconds(300),
            begin.plusSeconds(240),
            begin.plusSeconds(180));
  }

  @Test
  void aRunThatFailsIsNotRepeated() throws Exception {
    var runs = new AtomicInteger();
    deployment.mutation(
        "jobs:fail",
        (calls, argument) -> {
          note(calls, argument);
          runs.incrementAndGet();
          throw new LambdaRuntime.Thrown("boom", null);
        });
    store(Map.of("tick", every(60, "fail")));
    startScheduler();

    assertThat(runs(1)).extracting(CronRun::error).containsExactly("Uncaught Error: boom");
    assertThat(job("tick").next()).isEqualTo(begin.plusSeconds(60));
    assertThat(runs).hasValue(1);
    assertThat(notes()).isZero();
  }

  @Test
  void aMutationThatKeepsLosingRunsOnceInTheEnd() throws Exception {
    int losses = 12;
    var attempts = new AtomicInteger();
    deployment.mutation(
        "jobs:contended",
        (calls, argument) -> {
          calls.call("1.0/count", "{\"table\":\"rivals\"}");
          note(calls, argument);
          if (attempts.incrementAndGet() <= losses) {
            insertRival();
          }
          return NOTHING;
        });
    insertRival();
    deployment.database.listen(_ -> deployment.world.advance(Duration.ofSeconds(10)));
    store(Map.of("tick", every(1_000_000, "contended")));
    startScheduler();

    assertThat(runs(1)).extracting(CronRun::error).containsOnlyNulls();
    assertThat(attempts).hasValue(losses + 1);
    assertThat(notes()).isEqualTo(1);
  }

  @Test
  void anActionThatRanWhenAServerStoppedIsNotRunAgainForThatTick() throws Exception {
    var runs = new AtomicInteger();
    deployment.action(
        "jobs:act",
        (_, _) -> {
          runs.incrementAndGet();
          return NOTHING;
        });
    store(Map.of("tick", every(60, "act")));
    change(tx -> {
      CronJobs.start(tx, Objects.requireNonNull(find(tx, "tick")));
      return true;
    });

    startScheduler();

    assertThat(runs(1))
        .extracting(CronRun::error)
        .containsExactly("Transient error while executing action");
    assertThat(runs).hasValue(0);
    deployment.world.advance(Duration.ofSeconds(60));
    assertThat(runs(2)).first().extracting(CronRun::error).isNull();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aPushKeepsWhatDidNotChange() {
    store(
        Map.of(
            "same", every(3600, "note"),
            "otherTarget", every(3600, "note"),
            "otherSchedule", every(3600, "note"),
            "gone", every(3600, "note")));
    change(tx -> {
      for (var name : List.of("same", "otherTarget", "otherSchedule")) {
        finish(tx, name);
      }
      return true;
    });
    var next = begin.plusSeconds(3600);
    assertThat(job("same").next()).isEqualTo(next);

    deployment.world.advance(Duration.ofSeconds(10));
    store(
        Map.of(
            "same", every(3600, "note"),
            "otherTarget", every(3600, "fail"),
            "otherSchedule", every(60, "note"),
            "new", every(60, "note")));

    assertThat(job("same").next()).isEqualTo(next);
    assertThat(job("otherTarget").next()).isEqualTo(next);
    assertThat(job("otherTarget").name()).isEqualTo("jobs.js:fail");
    assertThat(job("otherSchedule").next()).isEqualTo(begin.plusSeconds(10));
    assertThat(job("otherSchedule").runs()).isEqualTo(1);
    assertThat(job("new").next()).isEqualTo(begin.plusSeconds(10));
    assertThat(read(CronJobs::specs)).doesNotContainKey("gone");
  }

  private void finish(Transaction transaction, String name) {
    var job = Objects.requireNonNull(find(transaction, name));
    var run = new CronRun(name, job.next(), begin, Duration.ZERO, null, List.of());
    CronJobs.finish(transaction, job, run, begin);
  }

  private static String every(int seconds, String function) {
    return """
    {"udfPath":"jobs.js:%s","udfArgs":[91,123,125,93],\
    "cronSchedule":{"type":"interval","seconds":%d}}\
    """
        .formatted(function, seconds);
  }

  private static Value note(LambdaRuntime.Calls calls, Value.Obj argument) {
    calls.call("1.0/insert", "{\"table\":\"notes\",\"value\":{}}");
    return NOTHING;
  }

  private void startScheduler() {
    scheduler = new Scheduler(deployment.world, deployment.database, deployment.functions);
  }

  private void store(Map<String, String> specs) {
    change(tx -> {
      CronJobs.store(tx, specs, deployment.world.now());
      return true;
    });
  }

  private void insertRival() {
    change(tx -> {
      var table = tx.table("rivals");
      tx.insert(
          table == null ? tx.definitions().createTable("rivals") : table, Value.Obj.of(Map.of()));
      return true;
    });
  }

  private void change(Predicate<Transaction> change) {
    boolean isCommitted;
    do {
      try (var transaction = deployment.database.begin()) {
        boolean _ = change.test(transaction);
        isCommitted = deployment.database.commit(transaction) instanceof CommitOutcome.Committed;
      }
    } while (!isCommitted);
  }

  private CronJob job(String name) {
    return read(tx -> Objects.requireNonNull(find(tx, name)));
  }

  private static @Nullable CronJob find(Transaction transaction, String name) {
    return CronJobs.QUEUE.read(transaction, IndexKey.FIRST, 100).stream()
        .map(entry -> CronJobs.find(transaction, entry.id()))
        .filter(job -> job != null && job.identifier().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static List<CronRun> runsIn(Transaction transaction) {
    return CronRuns.list(transaction, "tick");
  }

  /// What is known of the runs once there are so many.
  private List<CronRun> runs(int count) throws InterruptedException {
    return until(CronTest::runsIn, runs -> runs.size() >= count);
  }

  private long notes() {
    return read(tx -> {
      var table = tx.table("notes");
      return table == null ? 0L : tx.count(table);
    });
  }

  private <T> T read(Function<Transaction, T> question) {
    try (var transaction = deployment.database.begin()) {
      return question.apply(transaction);
    }
  }

  /// Asks again after every commit until the answer is as wanted.
  private <T> T until(Function<Transaction, T> question, Predicate<T> wanted)
      throws InterruptedException {
    var commits = new Semaphore(0);
    deployment.database.listen(_ -> commits.release());
    while (true) {
      var answer = read(question);
      if (wanted.test(answer)) {
        return answer;
      }
      commits.acquire();
    }
  }
}

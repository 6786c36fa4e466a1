package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.DeployedApp.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.scheduling.Scheduler;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `ctx.scheduler` in TypeScript (`spec/function-runtime.md` §6.3, `spec/values-and-data.md` §11).
@Timeout(120)
class SchedulingTest {

  private static JavaScriptRuntime runtime;

  private DeployedApp app;
  private Scheduler scheduler;

  @BeforeAll
  static void start() {
    runtime = Runtimes.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @BeforeEach
  void deploy() {
    app = new DeployedApp(runtime, "scheduling");
    scheduler = new Scheduler(new SystemWorld(), app.database, app.functions);
  }

  @AfterEach
  void close() {
    scheduler.close();
    app.close();
  }

  @Test
  void aMutationSchedulesAndSeesTheJobAtOnce() throws Exception {
    var user = new Identity.User(Value.Obj.of(Map.of("subject", new Value.Text("alice"))), false);
    var result =
        app.run(FunctionType.MUTATION, "jobs:after", "{\"delay\":5,\"text\":\"hi\"}", user);
    var scheduled = success(result);
    var id = id(scheduled);

    assertThat(scheduled)
        .contains(
            "\"ahead\":5,",
            "\"isSame\":true",
            "\"name\":\"jobs.js:note\"",
            "\"args\":[{\"text\":\"hi\"}]",
            "\"state\":{\"kind\":\"pending\"}")
        .doesNotContain("completedTime");
    assertThat(id).startsWith("kc2");
    assertThat(finished(id)).contains("\"state\":{\"kind\":\"success\"}", "\"completedTime\":");
    assertThat(app.query("jobs:notes", "{}")).isEqualTo("[\"hi\"]");
  }

  @Test
  void callsGetTheirTurnWhileABacklogIsDrained() {
    int backlog = 1000;
    success(
        app.run(
            FunctionType.MUTATION,
            "jobs:many",
            "{\"count\":%d}".formatted(backlog),
            new Identity.Unknown()));

    int calls = 0;
    int ran = 0;
    while (ran < backlog) {
      ran = Integer.parseInt(app.query("jobs:noted", "{}"));
      calls++;
    }

    // Behind all that is due, the first call would see the end. With its turn, a call waits for
    // what runs at once, which is eight.
    assertThat(calls).isGreaterThan(20);
    assertThat(ran).isEqualTo(backlog);
  }

  @Test
  void aTimeInThePastIsKeptAndRunsAtOnce() throws Exception {
    long time = System.currentTimeMillis() - 60_000;
    var id = text(app.mutate("jobs:at", "{\"time\":%d,\"text\":\"late\"}".formatted(time)));

    assertThat(finished(id)).contains("\"scheduledTime\":%d".formatted(time));
  }

  @Test
  void whatIsCanceledNeverRuns() throws Exception {
    var id = id(app.mutate("jobs:after", "{\"delay\":3600000,\"text\":\"never\"}"));

    app.mutate("jobs:cancel", "{\"id\":\"%s\"}".formatted(id));

    assertThat(finished(id)).contains("\"state\":{\"kind\":\"canceled\"}", "\"completedTime\":");
    var done = id(app.mutate("jobs:after", "{\"delay\":0,\"text\":\"done\"}"));
    finished(done);
    app.mutate("jobs:cancel", "{\"id\":\"%s\"}".formatted(done));
    assertThat(job(done)).contains("\"state\":{\"kind\":\"success\"}");
  }

  @Test
  void aMutationThatFailsSchedulesNothing() {
    app.run(FunctionType.MUTATION, "jobs:scheduleAndThrow", "{}", new Identity.Unknown());
    assertThat(app.query("jobs:states", "{}")).isEqualTo("[]");

    assertThat(app.mutate("jobs:nested", "{}")).startsWith("[\"Uncaught Error: no").endsWith(",1]");
    assertThat(app.mutate("jobs:limited", "{}"))
        .contains("Too many functions scheduled by this mutation (limit: 0)");
  }

  @Test
  void anErrorOfAMutationFailsTheJobAndDropsItsWrites() throws Exception {
    var id = schedule("jobs:failing", "{}");

    assertThat(finished(id))
        .contains(
            "\"kind\":\"failed\"",
            "\"error\":\"Uncaught Error: boom\\n    at <anonymous> (../convex/jobs.ts:");
    assertThat(app.query("jobs:notes", "{}")).isEqualTo("[]");
  }

  @Test
  void argumentsAndTypesAreCheckedWhenItRuns() throws Exception {
    assertThat(finished(schedule("jobs:note", "{\"text\":5}")))
        .contains("\"kind\":\"failed\"", "ArgumentValidationError: ");
    assertThat(finished(schedule("jobs:notes", "{}")))
        .contains(
            "\"error\":\"Trying to execute jobs:notes as Mutation, but it is defined as Query.\"");
  }

  @Test
  void aMutationSeesItselfRunningAndCannotCancelItself() throws Exception {
    var id = schedule("jobs:cancelsItself", "{}");

    assertThat(finished(id)).contains("\"kind\":\"success\"");
    assertThat(app.query("jobs:notes", "{}"))
        .isEqualTo("[\"inProgress: A mutation cannot cancel itself\"]");
  }

  @Test
  void aMutationSchedulesSoMuchAndNoMore() {
    assertThat(app.mutate("jobs:tooMany", "{}"))
        .isEqualTo("\"Too many functions scheduled by this mutation (limit: 1000)\"");
    assertThat(app.mutate("jobs:tooLarge", "{}"))
        .isEqualTo(
            "\"Too large total size of the arguments of scheduled functions from this mutation"
                + " (limit: 16777216 bytes)\"");
    assertThat(app.mutate("jobs:metrics", "{}")).isEqualTo("[{\"remaining\":998,\"used\":2},20]");
  }

  @Test
  void whatCannotBeScheduledIsRefused() {
    assertThat(app.mutate("jobs:refused", "{}").split("(?<=\"),(?=\")"))
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .contains("Attempted to schedule function at nonexistent path: nowhere:fn"),
            it ->
                assertThat(it)
                    .contains(
                        "Attempted to schedule function, but no exported function nothing found in"
                            + " the file: jobs.js. Did you forget to export it?"),
            it -> assertThat(it).contains(" is more than 5 years in the future"),
            it -> assertThat(it).contains("0 is more than 5 years in the past"),
            it ->
                assertThat(it)
                    .contains(
                        "Only functions can be scheduled. _reference/other is not a function"),
            it -> assertThat(it).contains("Invalid argument `ts` for `schedule`"),
            it -> assertThat(it).contains("The ID must be an ID on the '_scheduled_functions'"),
            it -> assertThat(it).contains("Invalid scheduled function ID."));
    assertThat(app.query("jobs:fromQuery", "{}"))
        .contains("`scheduler` is not available in queries.");
  }

  @Test
  void anActionRunsOnceAndIsSeenRunning() throws Exception {
    var id = schedule("jobs:acting", "{}");

    assertThat(finished(id)).contains("\"kind\":\"success\"");
    until("jobs:notes", "{}", notes -> !notes.equals("[]"));
    assertThat(app.query("jobs:notes", "{}"))
        .isEqualTo("[\"[[\\\"jobs.js:acting\\\",\\\"inProgress\\\"]]\"]");
    assertThat(finished(schedule("jobs:throwing", "{}")))
        .contains("\"kind\":\"failed\"", "Uncaught Error: bang\\n    at ");
  }

  @Test
  void whatAnActionSchedulesIsThereAtOnce() {
    var result = app.run(FunctionType.ACTION, "jobs:schedules", "{}", new Identity.Unknown());

    assertThat(success(result))
        .isEqualTo(
            "[\"pending\",\"canceled\",\"Invalid scheduled function ID. The ID must be an ID on the"
                + " '_scheduled_functions' table.\"]");
  }

  @Test
  void anActionThatIsCanceledRunsOnButSchedulesNothing() throws Exception {
    var id = schedule("jobs:canceledWhileRunning", "{}");
    until("jobs:notes", "{}", notes -> !notes.equals("[]"));

    assertThat(app.query("jobs:notes", "{}")).isEqualTo("[\"still running\"]");
    assertThat(job(id)).contains("\"kind\":\"canceled\"");
    assertThat(app.query("jobs:states", "{}"))
        .isEqualTo(
            "[[\"jobs.js:canceledWhileRunning\",\"canceled\"],[\"jobs.js:note\",\"canceled\"],"
                + "[\"jobs.js:note\",\"canceled\"]]");
  }

  private String schedule(String name, String arguments) {
    return text(
        app.mutate("jobs:schedule", "{\"name\":\"%s\",\"args\":%s}".formatted(name, arguments)));
  }

  private static String text(String json) {
    return json.substring(1, json.length() - 1);
  }

  private static String id(String json) {
    return json.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
  }

  private String job(String id) {
    return app.query("jobs:job", "{\"id\":\"%s\"}".formatted(id));
  }

  /// The job's document once nothing more becomes of it.
  private String finished(String id) throws InterruptedException {
    return until(
        "jobs:job",
        "{\"id\":\"%s\"}".formatted(id),
        job -> List.of("pending", "inProgress").stream().noneMatch(job::contains));
  }

  /// Asks again after every commit until the answer is as wanted.
  private String until(String query, String arguments, Predicate<String> wanted)
      throws InterruptedException {
    while (true) {
      var next = new CountDownLatch(1);
      app.database.listen(_ -> next.countDown());
      var answer = app.query(query, arguments);
      if (wanted.test(answer)) {
        return answer;
      }
      next.await();
    }
  }
}

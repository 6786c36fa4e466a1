package dev.jensen.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.functions.Action;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.Cron;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.ResultType;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TestDeploymentTest {

  @Table("reminders")
  record Reminder(String owner, String text, boolean sent) {}

  static final class Reminders {

    @Mutation
    Id<Reminder> add(MutationContext ctx, String text, double hours) {
      var user = ctx.requireIdentity();
      var id = ctx.db().insert(new Reminder(user.subject(), text, false));
      var delay = Duration.ofMinutes((long) (hours * 60));
      ctx.scheduler().runAfter(delay, "reminders:send", Map.of("id", id));
      return id;
    }

    @Internal
    @Mutation
    void send(MutationContext ctx, Id<Reminder> id) {
      ctx.db().update(Reminder.class, id, old -> new Reminder(old.owner(), old.text(), true));
    }

    @Query
    List<String> sent(QueryContext ctx) {
      return ctx.db().query(Reminder.class).stream()
          .filter(reminder -> reminder.content().sent())
          .map(reminder -> reminder.content().text())
          .toList();
    }

    @Internal
    @Mutation
    void tick(MutationContext ctx) {
      ctx.db().insert(new Reminder("clock", ctx.now().toString(), true));
      ctx.scheduler().runAfter(Duration.ofHours(1), "reminders:tick", Map.of());
    }

    @Internal
    @Mutation
    void note(MutationContext ctx) {
      ctx.db().insert(new Reminder("clock", ctx.now().toString(), true));
    }

    @Internal
    @Mutation
    void wakeUp(MutationContext ctx) {
      ctx.db().insert(new Reminder("clock", "Wake up", true));
    }

    @Action
    String key(ActionContext ctx) {
      return String.valueOf(ctx.env("KEY"));
    }

    @Query
    void fails(QueryContext ctx) {
      if (ctx.identity() == null) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  // @start region=start
  private final TestDeployment deployment =
      TestDeployment.start(FunctionApp.of(new Reminders()).withTables(Reminder.class));

  // @end

  @AfterEach
  void stop() {
    deployment.close();
  }

  private List<String> sent() {
    return Objects.requireNonNull(
        deployment.query("reminders:sent", Map.of(), new ResultType<List<String>>() {}));
  }

  @Test
  void functionsAreCalled() {
    // @start region=calls
    var ada = deployment.as("ada");
    ada.mutation("reminders:add", Map.of("text", "tea", "hours", 3.0));

    deployment.advance(Duration.ofHours(3));

    assertThat(deployment.query("reminders:sent", Map.of(), new ResultType<List<String>>() {}))
        .containsExactly("tea");
    // @end
  }

  @Test
  void callersAreWhoTheTestSays() {
    var reminder = Map.of("text", "tea", "hours", 1.0);
    // @start region=as
    assertThatThrownBy(() -> deployment.mutation("reminders:add", reminder))
        .isInstanceOf(ConvexError.class)
        .hasMessage("Unauthenticated");

    var id = deployment.as("ada").mutation("reminders:add", reminder, String.class);

    deployment.asAdmin().mutation("reminders:send", Map.of("id", String.valueOf(id)));
    // @end
    assertThat(sent()).containsExactly("tea");
    assertThatThrownBy(
            () -> deployment.mutation("reminders:send", Map.of("id", String.valueOf(id))))
        .isInstanceOf(FunctionFailedException.class)
        .hasMessageContaining("Could not find");
    assertThatThrownBy(() -> deployment.query("reminders:fails", Map.of(), Object.class))
        .isInstanceOf(FunctionFailedException.class)
        .hasMessageStartingWith("Uncaught IllegalStateException: on purpose\n    at ");
  }

  @Test
  void aTestPreparesDocumentsAndLooksAtThem() {
    // @start region=run
    var id = deployment.run(ctx -> ctx.db().insert(new Reminder("bob", "milk", true)));

    var owner = deployment.run(ctx -> ctx.db().require(Reminder.class, id).content().owner());
    assertThat(owner).isEqualTo("bob");
    // @end
    assertThat(sent()).containsExactly("milk");
    assertThatThrownBy(() ->
            deployment.perform(ctx -> {
              ctx.db().insert(new Reminder("bob", "undone", true));
              throw new ConvexError("no");
            }))
        .isInstanceOf(ConvexError.class);
    assertThat(sent()).containsExactly("milk");
  }

  @Test
  void documentsAreNotOnDisk() {
    var _ = deployment.run(ctx -> ctx.db().insert(new Reminder("bob", "milk", true)));

    assertThat(sent()).containsExactly("milk");
    assertThat(deployment.directory()).isDirectoryNotContaining("glob:**rocksdb");
  }

  @Test
  void timePassesWhenTheTestSaysSo() {
    var ada = deployment.as("ada");
    // @start region=time
    ada.mutation("reminders:add", Map.of("text", "tomorrow", "hours", 24.0));
    ada.mutation("reminders:add", Map.of("text", "soon", "hours", 1.0));

    deployment.advance(Duration.ofHours(2));
    assertThat(sent()).containsExactly("soon");

    deployment.finishScheduledFunctions();
    assertThat(sent()).containsExactlyInAnyOrder("soon", "tomorrow");
    // @end
  }

  @Test
  void whatSchedulesItselfRunsAtItsTimes() {
    deployment.asAdmin().mutation("reminders:tick", Map.of());

    deployment.advance(Duration.ofHours(5).plusMinutes(30));

    assertThat(sent()).hasSize(6);
    assertThatThrownBy(deployment::finishScheduledFunctions)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Does one schedule itself?");
  }

  @Test
  void cronJobsRunAtTheirTimeOfDay() {
    var reminders =
        FunctionApp.of(new Reminders())
            .withTables(Reminder.class)
            .withCrons(Cron.at("0 8 * * *", "wake up", "reminders:wakeUp"));
    // @start region=startAt
    var monday = Instant.parse("2024-01-01T07:30:00Z");
    try (var morning = TestDeployment.startAt(monday, reminders)) {
      morning.advance(Duration.ofMinutes(29));
      assertThat(wakeUps(morning)).isZero();

      morning.advance(Duration.ofMinutes(1));
      while (wakeUps(morning) == 0) {
        Thread.onSpinWait();
      }
    }
    // @end
  }

  @Test
  void cronJobsRunAtEachInterval() {
    var interval = Duration.ofMinutes(30);
    var reminders =
        FunctionApp.of(new Reminders())
            .withTables(Reminder.class)
            .withCrons(Cron.every(interval, "note the time", "reminders:note"));
    var start = Instant.parse("2024-01-01T07:00:00Z");
    try (var hours = TestDeployment.startAt(start, reminders)) {
      for (int runs = 1; runs <= 4; runs++) {
        while (notes(hours).size() < runs) {
          Thread.onSpinWait();
        }
        hours.advance(interval);
      }

      assertThat(notes(hours).stream().limit(4))
          .extracting(time -> Duration.between(start, time).dividedBy(interval))
          .as("the intervals in which it ran, the first at once")
          .containsExactly(0L, 1L, 2L, 3L);
    }
  }

  private static List<Instant> notes(TestDeployment deployment) {
    return deployment.run(ctx ->
        ctx.db().query(Reminder.class).stream()
            .map(reminder -> Instant.parse(reminder.content().text()))
            .toList());
  }

  private static int wakeUps(TestDeployment deployment) {
    return deployment.run(ctx -> ctx.db().query(Reminder.class).collect().size());
  }

  /// There are no files that a backup could be made of.
  @Test
  void aBackupIsRefusedBeforeItIsSent() throws Exception {
    var request =
        HttpRequest.newBuilder(deployment.url().resolve("/api/jensen/backup"))
            .header("Authorization", "Convex " + deployment.adminKey())
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .contains("\"code\":\"NothingToBackUp\"")
          .contains("keeps its documents in memory")
          .contains("npx convex export");
    }
  }

  @Test
  void variablesAreSet() {
    deployment.setEnvironment("KEY", "k1");

    assertThat(deployment.action("reminders:key", Map.of(), String.class)).isEqualTo("k1");
  }
}

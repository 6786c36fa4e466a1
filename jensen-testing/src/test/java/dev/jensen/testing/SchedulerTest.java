package dev.jensen.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.functions.Document;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is scheduled runs at its time, unless it is cancelled.
@Timeout(120)
class SchedulerTest {

  private static final Instant START = Instant.parse("2024-01-01T08:00:00Z");

  @Table("entries")
  record Entry(String text) {}

  @Functions("entries")
  static final class Entries {

    @Internal
    @Mutation
    void add(MutationContext ctx, String text) {
      ctx.db().insert(new Entry(text));
    }
  }

  private final TestDeployment deployment =
      TestDeployment.startAt(START, FunctionApp.of(new Entries()).withTables(Entry.class));

  @AfterEach
  void stop() {
    deployment.close();
  }

  private static Id<?> at(MutationContext ctx, Duration sinceStart, String text) {
    return ctx.scheduler().runAt(START.plus(sinceStart), "entries:add", Map.of("text", text));
  }

  private List<String> entries() {
    return deployment.run(ctx ->
        ctx.db().query(Entry.class).stream().map(Document::content).map(Entry::text).toList());
  }

  @Test
  void runsAtItsTime() {
    deployment.perform(ctx -> {
      at(ctx, Duration.ofHours(2), "second");
      at(ctx, Duration.ofHours(1), "first");
    });

    deployment.advance(Duration.ofMinutes(30));
    assertThat(entries()).isEmpty();

    deployment.advance(Duration.ofHours(1));
    assertThat(entries()).containsExactly("first");

    deployment.advance(Duration.ofHours(1));
    assertThat(entries()).containsExactly("first", "second");
  }

  @Test
  void runsAtOnceIfItsTimeIsOver() {
    deployment.perform(ctx -> at(ctx, Duration.ofHours(-1), "late"));

    deployment.advance(Duration.ZERO);

    assertThat(entries()).containsExactly("late");
  }

  @Test
  void doesNotRunIfCancelled() {
    var cancelled =
        deployment.run(ctx -> {
          at(ctx, Duration.ofHours(1), "kept");
          ctx.scheduler().cancel(at(ctx, Duration.ofHours(1), "cancelled at once"));
          return at(ctx, Duration.ofHours(1), "cancelled later");
        });
    deployment.perform(ctx -> ctx.scheduler().cancel(cancelled));

    deployment.finishScheduledFunctions();

    assertThat(entries()).containsExactly("kept");
  }
}

package dev.jensen.backend.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionRequestsTest {

  private static final UUID SESSION = new UUID(1, 2);

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final Database database = Database.open(new MemoryPersistence(), world);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anOutcomeIsFoundWithTheTimestampOfItsCommit() {
    var committed = record(7);

    var found = find(7);

    assertThat(found)
        .isEqualTo(
            new SessionRequests.Outcome("\"r\"", List.of("[LOG] 'x'"), committed.timestamp()));
    assertThat(find(8)).isNull();
  }

  @Test
  void twoAttemptsAtOneRequestConflict() {
    record(1);
    try (var first = database.begin();
        var second = database.begin()) {
      for (var attempt : List.of(first, second)) {
        assertThat(SessionRequests.find(attempt, SESSION, 2)).isNull();
        SessionRequests.record(attempt, SESSION, 2, "1", List.of());
      }
      assertThat(database.commit(first)).isInstanceOf(CommitOutcome.Committed.class);
      assertThat(database.commit(second)).isInstanceOf(CommitOutcome.Conflict.class);
    }
  }

  @Test
  void oldOutcomesAreForgotten() {
    record(1);
    world.advance(Duration.ofDays(10));
    record(2);
    world.advance(Duration.ofDays(5));

    try (var transaction = database.begin()) {
      assertThat(SessionRequests.forget(transaction, world.now())).isFalse();
      database.commit(transaction);
    }

    assertThat(find(1)).isNull();
    assertThat(find(2)).isNotNull();
  }

  private SessionRequests.@Nullable Outcome find(long number) {
    try (var transaction = database.begin()) {
      return SessionRequests.find(transaction, SESSION, number);
    }
  }

  private CommitOutcome.Committed record(long number) {
    try (var transaction = database.begin()) {
      SessionRequests.record(transaction, SESSION, number, "\"r\"", List.of("[LOG] 'x'"));
      return (CommitOutcome.Committed) database.commit(transaction);
    }
  }
}

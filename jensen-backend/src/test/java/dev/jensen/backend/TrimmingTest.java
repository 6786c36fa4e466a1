package dev.jensen.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.model.SessionRequests;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.OneCommitAtATime;
import dev.jensen.backend.world.SimulatedWorld;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrimmingTest {

  private static final UUID SESSION = new UUID(0, 1);

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void trimmingGoesOnAfterAnOverload() {
    var world = new SimulatedWorld(1);
    try (var busy = new OneCommitAtATime(world)) {
      var database = busy.database();
      database.<@Nullable Void>transact(transaction -> {
        SessionRequests.record(transaction, SESSION, 1, "null", List.of());
        return null;
      });
      // So that old requests are looked for each time.
      world.setNanoTimeStep(Duration.ofMinutes(90));
      world.advance(Duration.ofDays(15));
      var filling = busy.fill();
      var before = world.now();
      try (var _ = new Trimming(world, database)) {
        // It has looked, found no room, and looked at the clock again.
        while (world.now().isBefore(before.plus(Duration.ofMinutes(3 * 90)))) {
          Thread.onSpinWait();
        }
        busy.empty();
        var _ = filling.join();

        while (isRemembered(database)) {
          Thread.onSpinWait();
        }
      }
      assertThat(isRemembered(database)).isFalse();
    }
  }

  private static boolean isRemembered(Database database) {
    try (var transaction = database.begin()) {
      return SessionRequests.find(transaction, SESSION, 1) != null;
    }
  }
}

package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Thousands of interleavings of clients, conflicts, crashes and trimming, each decided by a seed
/// alone, checked for strict serializability.
class SimulationTest {

  @Seeded(runs = 150)
  void historiesAreStrictlySerializable(RandomGenerator random) throws Exception {
    try (var simulation = new Simulation(random)) {
      simulation.run(300);

      assertThat(HistoryChecker.violation(simulation.history())).isNull();
    }
  }

  /// What decides is the seed and nothing else.
  @Seeded(runs = 3)
  void theSameSeedGivesTheSameHistory(RandomGenerator random) throws Exception {
    long seed = random.nextLong();
    History first;
    try (var simulation = new Simulation(new SplittableRandom(seed))) {
      simulation.run(1000);
      first = simulation.history();
    }
    try (var simulation = new Simulation(new SplittableRandom(seed))) {
      simulation.run(1000);
      assertThat(simulation.history()).isEqualTo(first);
    }
    assertThat(first.transactions()).hasSizeGreaterThan(20);
  }
}

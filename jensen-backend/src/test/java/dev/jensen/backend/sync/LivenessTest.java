package dev.jensen.backend.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.world.SimulatedWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final List<String> happened = new ArrayList<>();
  private final Liveness liveness = new Liveness(world, new Recorder());

  @Test
  void silenceIsBrokenEveryFifteenSeconds() {
    beatFor(46, true);

    assertThat(happened).containsExactly("probe", "probe");
  }

  @Test
  void whoIsToldThingsNeedsNoPing() {
    for (int second = 0; second < 60; second++) {
      liveness.sent();
      beatFor(1, true);
    }

    assertThat(happened).isEmpty();
  }

  @Test
  void aClientThatSaysNothingIsAskedAlthoughItIsTold() {
    for (int second = 0; second < 20; second++) {
      liveness.sent();
      beatFor(1, false);
    }

    assertThat(happened).containsExactly("probe");
  }

  @Test
  void whoGivesNoSignOfLifeIsClosedAndThenCut() {
    beatFor(120, false);
    assertThat(happened).isNotEmpty().containsOnly("probe");
    happened.clear();

    beatFor(2, false);
    assertThat(happened).containsOnly("close 1000 ClientDisconnected");

    beatFor(10, false);
    assertThat(happened.getLast()).isEqualTo("abort");
  }

  @Test
  void aMessageUnderWayIsNotOvertaken() {
    liveness.sending();
    beatFor(14, true);
    liveness.heard();
    beatFor(10, true);

    assertThat(happened).isEmpty();
  }

  private void beatFor(int seconds, boolean isAlive) {
    for (int i = 0; i < seconds; i++) {
      world.advance(Duration.ofSeconds(1));
      if (isAlive) {
        liveness.heard();
      }
      liveness.beat();
    }
  }

  private final class Recorder implements Connection {

    @Override
    public String address() {
      throw new AssertionError("nobody authenticates here");
    }

    @Override
    public void send(String message) {
      throw new AssertionError("nothing is sent here");
    }

    @Override
    public void probe(String message) {
      happened.add("probe");
    }

    @Override
    public void close(int code, String reason) {
      happened.add("close %d %s".formatted(code, reason));
    }

    @Override
    public void abort() {
      happened.add("abort");
    }
  }
}

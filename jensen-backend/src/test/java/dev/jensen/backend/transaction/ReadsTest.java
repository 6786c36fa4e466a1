package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.index.CatalogTables;
import org.junit.jupiter.api.Test;

/// The read set of a function that goes on after it has come to the end of the stack.
class ReadsTest {

  private static final int FRAMES = 200;

  /// What is missing there is a conflict that nobody notices.
  @Test
  void whatIsReadAgainAfterTheEndOfTheStackIsInIt() {
    for (int frames = 0; frames < FRAMES; frames++) {
      var reads = new Reads();

      new Dive(frames, () -> reads.addName("notes")).run();
      reads.addName("notes");

      assertThat(reads.toReadSet().ranges())
          .as("%d frames", frames)
          .containsKey(CatalogTables.TABLES_BY_NAME.id());
    }
  }

  /// Does something at a certain height over the end of the stack, which it may come to.
  private static final class Dive {

    private final Runnable work;
    private int frames;

    Dive(int frames, Runnable work) {
      this.frames = frames;
      this.work = work;
    }

    void run() {
      var _ = isStillAbove();
    }

    @SuppressWarnings("InfiniteRecursion")
    private boolean isStillAbove() {
      boolean isAbove;
      try {
        isAbove = isStillAbove();
      } catch (StackOverflowError e) {
        isAbove = frames >= 0;
      }
      if (isAbove && frames-- == 0) {
        work.run();
      }
      return isAbove && frames >= 0;
    }
  }
}

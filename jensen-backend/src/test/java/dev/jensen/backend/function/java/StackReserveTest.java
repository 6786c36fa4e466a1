package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// There is as much room as is said, before the compilers have been at it and after.
@Timeout(60)
class StackReserveTest {

  /// More than any thread has had before, whose stack could be used again instead.
  private static final long STACK_BYTES = 64 << 20;

  private static final int CALLS = 200_000;

  @Test
  void theFramesAreAsLargeAsIsSaid() throws InterruptedException {
    assertThat(reservedBytes()).isGreaterThanOrEqualTo(StackReserve.BYTES);

    for (int call = 0; call < CALLS; call++) {
      StackReserve.require();
    }

    assertThat(reservedBytes()).isGreaterThanOrEqualTo(StackReserve.BYTES);
  }

  /// By how many frames fill a stack.
  private static long reservedBytes() throws InterruptedException {
    int fitting = 1;
    int tooMany = 1 << 20;
    while (tooMany - fitting > 1) {
      int frames = (fitting + tooMany) >>> 1;
      if (fits(frames)) {
        fitting = frames;
      } else {
        tooMany = frames;
      }
    }
    return StackReserve.FRAMES * STACK_BYTES / fitting;
  }

  private static boolean fits(int frames) throws InterruptedException {
    boolean[] fits = {false};
    var thread =
        new Thread(
            null,
            () -> {
              try {
                StackReserve.use(frames, 0);
                fits[0] = true;
              } catch (StackOverflowError e) {
                fits[0] = false;
              }
            },
            "deep",
            STACK_BYTES);
    thread.start();
    thread.join();
    return fits[0];
  }
}

package dev.jensen.isolate;

import dev.jensen.wire.worker.Ending.Cause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one call may still use, and those it waits for with it.
///
/// The [Watchdog] keeps it, under its own lock.
final class Allowance {

  private static final long UNKNOWN = -1;

  private final long budgetNanos;
  private long usedNanos;
  private long processorNanos;
  private long residentBefore = UNKNOWN;
  private @Nullable Cause stopped;

  Allowance(Duration budget) {
    this.budgetNanos = budget.toNanos();
  }

  long budgetNanos() {
    return budgetNanos;
  }

  /// How long JavaScript ran, on the wall's clock.
  long usedNanos() {
    return usedNanos;
  }

  void use(long nanos) {
    usedNanos += nanos;
  }

  /// What the V8 thread got from the processor for it.
  long processorNanos() {
    return processorNanos;
  }

  void useProcessor(long nanos) {
    processorNanos += nanos;
  }

  /// How much the process has grown since it began, given how large it is.
  long growth(long residentBytes) {
    if (residentBefore == UNKNOWN) {
      residentBefore = residentBytes;
    }
    return residentBytes - residentBefore;
  }

  /// Why it is at its end, or null.
  @Nullable Cause stopped() {
    return stopped;
  }

  void stop(Cause cause) {
    if (stopped == null) {
      stopped = cause;
    }
  }
}

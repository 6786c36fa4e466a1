package dev.jensen.backend.function;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Tells a flight recording where the time of one execution went.
@Name("dev.jensen.Execution")
@Label("Function Execution")
@Category("Jensen")
@StackTrace(false)
final class ExecutionEvent extends Event {

  @Label("Function")
  @SuppressWarnings("unused") // Read by whoever reads the recording, like all of these.
  private final String function;

  @Label("Waiting for a Worker")
  @Timespan
  @SuppressWarnings("unused")
  private final long waiting;

  @Label("Restoring the Context")
  @Timespan
  @SuppressWarnings("unused")
  private final long restoring;

  @Label("JavaScript")
  @Timespan
  @SuppressWarnings("unused")
  private final long javascript;

  @Label("Syscalls")
  @Timespan
  @SuppressWarnings("unused")
  private final long syscalls;

  @Label("Total")
  @Timespan
  @SuppressWarnings("unused")
  private final long total;

  ExecutionEvent(FunctionPath path, Execution.Timings timings) {
    function = path.stripped();
    waiting = timings.waiting().toNanos();
    restoring = timings.restoring().toNanos();
    javascript = timings.javascript().toNanos();
    syscalls = timings.syscalls().toNanos();
    total = timings.total().toNanos();
  }
}

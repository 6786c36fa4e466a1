package dev.jensen.backend.function.java;

import dev.jensen.functions.Scheduler;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Schedules functions for a running one.
///
/// @param schedule the operation that does it
/// @param cancel the operation that takes it back
record HostScheduler(Run run, String schedule, String cancel) implements Scheduler {

  private static final double MILLIS_PER_SECOND = 1000;

  @Override
  public Id<?> runAfter(Duration delay, String path, Object arguments) {
    var now = run.isAction() ? run.world().now() : run.invocation().now();
    return runAt(now.plus(delay), path, arguments);
  }

  @Override
  public Id<?> runAt(Instant time, String path, Object arguments) {
    run.check();
    var members =
        Map.<String, Value>of(
            "name", new Value.Text(path),
            "ts", new Value.Float64(time.toEpochMilli() / MILLIS_PER_SECOND),
            "args", Values.arguments(arguments));
    var id = JsonFormat.ENCODED.read(run.call(schedule, Run.json(members)));
    return Values.as(id, Id.class);
  }

  @Override
  public void cancel(Id<?> scheduled) {
    run.call(cancel, Run.json(Map.of("id", Values.of(scheduled))));
  }
}

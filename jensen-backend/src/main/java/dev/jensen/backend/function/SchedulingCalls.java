package dev.jensen.backend.function;

import dev.jensen.backend.model.ScheduledJob;
import dev.jensen.backend.model.ScheduledJobs;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `ctx.scheduler` in one transaction (`spec/function-runtime.md` §6.3).
///
/// @param parent the job that the calling function is part of, or null
record SchedulingCalls(
    Transaction transaction,
    Deployed deployed,
    Instant now,
    @Nullable ParentJob parent,
    ScheduledUsage usage) {

  private static final Duration DISTANCE_MAX = Duration.ofDays(5 * 366);

  /// Those of a running mutation.
  ///
  /// @throws SyscallException if the function is a query
  static SchedulingCalls of(ExecutionScope scope) {
    if (!scope.isMutation()) {
      throw new SyscallException(
          "`scheduler` is not available in queries. Use a mutation or an action to schedule"
              + " functions.");
    }
    return new SchedulingCalls(
        scope.transaction(),
        scope.deployed(),
        scope.now(),
        scope.parentJob(),
        scope.scheduledUsage());
  }

  /// `1.0/schedule`.
  String schedule(String json) {
    var arguments = SyscallArguments.parse("schedule", json);
    var path = target(arguments);
    double seconds = seconds(arguments.value("ts"));
    var argument = CallArguments.of(path, arguments);
    usage.add(argument.size());
    var request = new ScheduledJobs.Request(path.toString(), argument, seconds);
    var id =
        isParentCanceled()
            ? ScheduledJobs.addCanceled(transaction, request, now)
            : ScheduledJobs.add(transaction, request);
    return "\"%s\"".formatted(id);
  }

  private FunctionPath target(SyscallArguments arguments) {
    var reference = arguments.optionalText("reference");
    if (reference != null && !CallTarget.isFunction(reference)) {
      throw new SyscallException(
          "Only functions can be scheduled. %s is not a function".formatted(reference));
    }
    var path = CallTarget.of(arguments, "schedule", deployed);
    if (deployed.function(path) != null) {
      return path;
    }
    boolean isModule =
        deployed.functions().keySet().stream()
            .anyMatch(function -> function.module().equals(path.module()));
    throw new SyscallException(
        isModule
            ? ("Attempted to schedule function, but no exported function %s found in the file: %s."
                    + " Did you forget to export it?")
                .formatted(path.export(), path.module())
            : "Attempted to schedule function at nonexistent path: %s".formatted(path.stripped()));
  }

  private double seconds(Value time) {
    if (!(time instanceof Value.Float64(var seconds)) || !Double.isFinite(seconds)) {
      throw SyscallException.invalidArgument(
          "ts", "schedule", "expected a finite number, got %s".formatted(time.display()));
    }
    double ahead = seconds - TimeUnit.MILLISECONDS.toSeconds(now.toEpochMilli());
    if (Math.abs(ahead) > DISTANCE_MAX.toSeconds()) {
      throw new SyscallException(
          "%s is more than 5 years in the %s"
              .formatted(time.display(), ahead > 0 ? "future" : "past"));
    }
    return seconds;
  }

  /// What a canceled action schedules, which cannot be stopped itself, shall not run.
  private boolean isParentCanceled() {
    var job = parent == null ? null : ScheduledJobs.find(transaction, parent.id());
    return job != null && job.state() instanceof ScheduledJob.State.Canceled;
  }

  /// `1.0/cancel_job`.
  String cancel(String json) {
    var id = DocumentId.parseOrNull(SyscallArguments.parse("cancel_job", json).text("id"));
    var table = id == null ? null : transaction.table(id.tableNumber());
    if (id == null || table == null || !table.name().equals(ScheduledJobs.TABLE)) {
      throw new SyscallException(
          "Invalid scheduled function ID. The ID must be an ID on the '%s' table."
              .formatted(ScheduledJobs.TABLE));
    }
    if (parent != null && parent.isMutation() && parent.id().equals(id)) {
      throw new SyscallException("A mutation cannot cancel itself");
    }
    var job = ScheduledJobs.find(transaction, id);
    if (job != null && !job.state().isFinished()) {
      ScheduledJobs.finish(transaction, job, new ScheduledJob.State.Canceled(), now);
    }
    return "null";
  }
}

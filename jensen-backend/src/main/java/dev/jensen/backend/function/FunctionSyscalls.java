package dev.jensen.backend.function;

import dev.jensen.backend.query.InvalidCursorException;
import dev.jensen.backend.query.InvalidQueryException;
import dev.jensen.backend.transaction.LimitExceededException;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers the syscalls of one running query or mutation (`spec/function-runtime.md` §§2–6).
///
/// What goes wrong by the function's fault is an answer that it may catch. Anything else ends the
/// execution.
final class FunctionSyscalls implements Syscalls {

  /// How long the server may work for one execution (`spec/function-runtime.md` §15).
  private static final Duration SYSTEM_TIME_MAX = Duration.ofSeconds(15);

  private static final String NULL = "null";

  private final ExecutionScope scope;
  private final DocumentReads reads;
  private final DocumentWrites writes;
  private final NestedCalls calls;
  private final StorageCalls files;
  private final String deploymentName;
  private final SigningCalls signing;
  private final LongSupplier nanoTime;
  private final Documents documents;
  private long spentNanos;

  FunctionSyscalls(
      ExecutionScope scope,
      DocumentReads reads,
      DocumentWrites writes,
      NestedCalls calls,
      StorageCalls files,
      String deploymentName,
      SigningCalls signing,
      LongSupplier nanoTime) {
    this.scope = scope;
    this.reads = reads;
    this.writes = writes;
    this.calls = calls;
    this.files = files;
    this.deploymentName = deploymentName;
    this.signing = signing;
    this.nanoTime = nanoTime;
    this.documents = new ValueDocuments(this, reads, writes);
  }

  @Override
  public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
    var replies = new ArrayList<SyscallReply>(batch.size());
    for (var syscall : batch) {
      replies.add(inTime(() -> reply(syscall, nested)));
    }
    return replies;
  }

  /// Works for the execution.
  ///
  /// @throws RefusedCallException if that has taken too long by now
  <R extends @Nullable Object> R inTime(Supplier<R> work) {
    long start = nanoTime.getAsLong();
    try {
      var result = work.get();
      spentSince(start);
      return result;
    } catch (SyscallException e) {
      spentSince(start);
      throw e;
    }
  }

  private void spentSince(long start) {
    spentNanos += nanoTime.getAsLong() - start;
    if (spentNanos > SYSTEM_TIME_MAX.toNanos()) {
      throw new RefusedCallException(
          "Your request timed out performing too many system operations.");
    }
  }

  @Override
  public Documents documents() {
    return documents;
  }

  @Override
  public Contents contents() {
    return files;
  }

  private SyscallReply reply(Syscall syscall, FunctionRuntime nested) {
    try {
      return new SyscallReply.Result(answer(syscall.operation(), syscall.arguments(), nested));
    } catch (RuntimeException e) {
      return failure(catchable(e));
    }
  }

  private static SyscallReply failure(SyscallException e) {
    var data = e.data();
    return new SyscallReply.Failure(
        String.valueOf(e.getMessage()), data == null ? null : JsonFormat.ENCODED.write(data));
  }

  /// What went wrong, as the function may catch it.
  ///
  /// @throws RuntimeException itself, if the function may not catch it
  static SyscallException catchable(RuntimeException e) {
    return switch (e) {
      case SyscallException refusal -> refusal;
      case InvalidCursorException invalid ->
          new SyscallException(String.valueOf(e.getMessage()), invalid.data());
      case InvalidQueryException _, InvalidValueException _, LimitExceededException _ ->
          new SyscallException(String.valueOf(e.getMessage()));
      default -> throw e;
    };
  }

  private String answer(String operation, String arguments, FunctionRuntime nested) {
    return switch (operation) {
      case "1.0/get" -> reads.get(arguments);
      case "1.0/count" -> reads.count(arguments);
      case "1.0/queryStream" -> reads.openStream(arguments);
      case "1.0/queryStreamNext" -> reads.next(arguments);
      case "1.0/queryCleanup" -> reads.closeStream(arguments);
      case "1.0/queryPage" -> reads.page(arguments);
      case "1.0/db/normalizeId" -> reads.normalizeId(arguments);
      case "1.0/insert" -> writes.insert(arguments);
      case "1.0/shallowMerge" -> writes.patch(arguments);
      case "1.0/replace" -> writes.replace(arguments);
      case "1.0/remove" -> writes.delete(arguments);
      case "1.0/getUserIdentity" -> userIdentity();
      case "1.0/signJwt" -> signing.sign(arguments);
      case "1.0/getSnapshotTs" -> snapshotTimestamp();
      case "1.0/getFunctionMetadata" -> scope.function().metadata();
      case "1.0/getRequestMetadata" -> requestMetadata();
      case "1.0/getDeploymentMetadata" -> CallMetadata.deployment(deploymentName);
      case "1.0/getTransactionMetrics" -> TransactionMetrics.of(scope);
      case "1.0/componentArgument" ->
          throw new SyscallException("Component arguments are not available within the app");
      case "1.0/schedule" -> SchedulingCalls.of(scope).schedule(arguments);
      case "1.0/cancel_job" -> SchedulingCalls.of(scope).cancel(arguments);
      case "1.0/createFunctionHandle" -> CallTarget.createHandle(arguments, scope.deployed());
      case "1.0/runUdf" -> calls.run(arguments, nested);
      case String other when StorageCalls.isOne(other) -> files.answer(other, arguments);
      default -> throw new SyscallException("Unknown async operation %s".formatted(operation));
    };
  }

  /// Queries are not told: their results are kept for others.
  private String requestMetadata() {
    if (!scope.isMutation()) {
      throw new SyscallException("Cannot get request metadata in a Query");
    }
    return CallMetadata.request(scope.call());
  }

  private String userIdentity() {
    var shown = scope.observeIdentity().shown();
    return shown == null ? NULL : JsonFormat.ENCODED.write(shown);
  }

  private String snapshotTimestamp() {
    scope.observeTime();
    return JsonFormat.ENCODED.write(new Value.Int64(scope.transaction().begin().nanos()));
  }
}

package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Calls functions of one code version; answers their syscalls from a fixed script and keeps them.
final class AppRunner implements Syscalls {

  static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private final JavaScriptRuntime runtime;
  private final Code code;
  private final List<List<Syscall>> batches = Collections.synchronizedList(new ArrayList<>());

  AppRunner(JavaScriptRuntime runtime, Code code) {
    this.runtime = runtime;
    this.code = code;
  }

  Execution query(String path) {
    return run(path, FunctionType.QUERY, "[{}]", 7);
  }

  Execution mutation(String path) {
    return run(path, FunctionType.MUTATION, "[{}]", 7);
  }

  Execution run(String path, FunctionType type, String arguments, long seed) {
    return run(path, type, arguments, seed, this);
  }

  Execution run(String path, FunctionType type, String arguments, long seed, Syscalls syscalls) {
    int colon = path.indexOf(':');
    var invocation =
        new Invocation(
            code,
            "none",
            path.substring(0, colon),
            path.substring(colon + 1),
            type,
            arguments,
            NOW,
            seed,
            "request");
    return runtime.run(invocation, syscalls);
  }

  /// The operations of each batch so far.
  List<List<String>> operations() {
    return batches.stream().map(batch -> batch.stream().map(Syscall::operation).toList()).toList();
  }

  @Override
  public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
    batches.add(batch);
    return batch.stream().map(AppRunner::reply).toList();
  }

  private static SyscallReply reply(Syscall call) {
    return switch (call.operation()) {
      case "1.0/get" ->
          call.arguments().contains("bad")
              ? new SyscallReply.Failure(
                  "not this one", "{\"why\":{\"$integer\":\"AQAAAAAAAAA=\"}}")
              : new SyscallReply.Result("null");
      case "1.0/insert" -> new SyscallReply.Result("{\"_id\":\"new\"}");
      case "1.0/queryStream" ->
          call.arguments().contains("bad")
              ? new SyscallReply.Failure("no such index", null)
              : new SyscallReply.Result("{\"queryId\":0}");
      case "1.0/queryStreamNext" -> new SyscallReply.Result("{\"value\":null,\"done\":true}");
      case "1.0/queryCleanup" -> new SyscallReply.Result("true");
      case "1.0/db/normalizeId" ->
          new SyscallReply.Result(
              call.arguments().contains("one") ? "{\"id\":\"1\"}" : "{\"id\":null}");
      case "end it" -> throw new EndedException();
      default -> new SyscallReply.Failure("Unknown operation " + call.operation(), null);
    };
  }

  /// What the scripted server throws to end an execution.
  static final class EndedException extends RuntimeException {}
}

package dev.jensen.backend.function;

import dev.jensen.backend.file.FilesUnavailableException;
import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.function.web.IoFailedException;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the syscalls of one running action (`spec/function-runtime.md` §8).
///
/// Called from several threads at once: what the action calls at the same time runs at the same
/// time, each query and mutation in its own transaction. Everything that goes wrong is an answer
/// that the action may catch.
final class ActionSyscalls implements Syscalls {

  private static final Logger LOG = LoggerFactory.getLogger(ActionSyscalls.class);

  /// How many functions may wait for each other.
  private static final int DEPTH_MAX = 8;

  private static final String FAILED = "Your request couldn't be completed. Try again later.";

  private final ActionServices services;
  private final DeployedFunction function;
  private final FunctionCall call;
  private final StorageCalls files;
  private final ActionIo io;
  private final Consumer<List<LogLine>> log;
  private final int depth;

  /// @param log hears of console lines while the action runs
  ActionSyscalls(
      ActionServices services,
      DeployedFunction function,
      FunctionCall call,
      StorageCalls files,
      ActionIo io,
      Consumer<List<LogLine>> log) {
    this.services = services;
    this.function = function;
    this.call = call;
    this.files = files;
    this.io = io;
    this.log = log;
    this.depth = call.depth() + 1;
  }

  @Override
  public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
    return batch.stream().map(this::reply).toList();
  }

  @Override
  public Contents contents() {
    return files;
  }

  @Override
  public void logged(List<LogLine> lines) {
    log.accept(lines);
  }

  private SyscallReply reply(Syscall syscall) {
    try {
      return new SyscallReply.Result(answer(syscall));
    } catch (SyscallException e) {
      return failure(String.valueOf(e.getMessage()), e.data());
    } catch (InvalidValueException
        | OverloadedException
        | TooManyConflictsException
        | IoFailedException e) {
      return failure(String.valueOf(e.getMessage()), null);
    } catch (FilesUnavailableException e) {
      LOG.error("the action {} did not reach the contents of files", function.path(), e);
      return failure(String.valueOf(e.getMessage()), null);
    } catch (RuntimeException e) {
      LOG.error("a call of the action {} failed inside the server", function.path(), e);
      return failure(FAILED, null);
    }
  }

  private static SyscallReply failure(String message, @Nullable Value data) {
    return new SyscallReply.Failure(message, data == null ? null : JsonFormat.ENCODED.write(data));
  }

  private String answer(Syscall syscall) {
    var arguments = syscall.arguments();
    return switch (syscall.operation()) {
      case "1.0/actions/query" -> run("runQuery", FunctionType.QUERY, arguments);
      case "1.0/actions/mutation" -> run("runMutation", FunctionType.MUTATION, arguments);
      case "1.0/actions/action" -> run("runAction", FunctionType.ACTION, arguments);
      case "1.0/actions/schedule" -> services.scheduling().schedule(arguments, call);
      case "1.0/actions/cancel_job" -> services.scheduling().cancel(arguments, call);
      case "1.0/getUserIdentity" -> identity();
      case "1.0/getFunctionMetadata" -> function.metadata();
      case "1.0/getRequestMetadata" -> CallMetadata.request(call);
      case "1.0/getDeploymentMetadata" -> CallMetadata.deployment(services.deploymentName());
      case "1.0/createFunctionHandle" -> CallTarget.createHandle(arguments, deployed());
      case "1.0/actions/vectorSearch" ->
          throw new SyscallException("Vector search is not supported by this server yet.");
      case "1.0/componentArgument" ->
          throw new SyscallException("Component arguments are not available within the app");
      case "jensen/storeBlob" -> ActionBlobs.store(files, io, arguments);
      case "jensen/getBlob" -> ActionBlobs.open(files, io, arguments);
      case String file when StorageCalls.isOne(file) -> files.answer(file, arguments);
      case String own when own.startsWith(ActionIo.PREFIX) -> io.call(own, arguments);
      case String other ->
          throw new SyscallException("Unknown async operation %s".formatted(other));
    };
  }

  private String identity() {
    var refusal = call.origin().refusal();
    if (refusal != null) {
      throw new SyscallException(refusal);
    }
    var shown = call.identity().shown();
    return shown == null ? "null" : JsonFormat.ENCODED.write(shown);
  }

  private String run(String method, FunctionType type, String json) {
    var arguments = SyscallArguments.parse(method, json);
    if (depth > DEPTH_MAX) {
      throw new SyscallException(
          "Cross component call depth limit exceeded. Do you have an infinite loop in your app?");
    }
    var path = CallTarget.of(arguments, method, deployed());
    return json(services.functions().run(called(path, type, arguments)));
  }

  /// What is deployed now: an action sees pushes.
  private Deployed deployed() {
    return services.deployedCode().at(services.database().latest());
  }

  private FunctionCall called(FunctionPath path, FunctionType type, SyscallArguments arguments) {
    return new FunctionCall(
        path.stripped(),
        arguments.value("args"),
        type,
        call.identity(),
        null,
        call.requestId(),
        null,
        depth,
        call.parentJob(),
        call.origin().through(Caller.ACTION));
  }

  private static String json(FunctionResult result) {
    return switch (result) {
      case FunctionResult.Success(var value, _) -> JsonFormat.ENCODED.write(value);
      case FunctionResult.Failure(var message, var data, _) ->
          throw new SyscallException(message.stripTrailing(), data);
    };
  }
}

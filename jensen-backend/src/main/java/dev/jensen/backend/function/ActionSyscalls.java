package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.World;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the syscalls of one running action (`spec/function-runtime.md` §8).
///
/// Queries and mutations that the action calls at the same time run at the same time, each in its
/// own transaction. Everything that goes wrong is an answer that the action may catch.
final class ActionSyscalls implements Syscalls {

  private static final Logger LOG = LoggerFactory.getLogger(ActionSyscalls.class);
  private static final int AT_ONCE = 8;
  private static final String ACTION = "1.0/actions/action";
  private static final String FAILED = "Your request couldn't be completed. Try again later.";

  private final World world;
  private final Functions functions;
  private final ActionRunner actions;
  private final Deployed deployed;
  private final DeployedFunction function;
  private final FunctionCall call;
  private final int depth;

  ActionSyscalls(
      World world,
      Functions functions,
      ActionRunner actions,
      Deployed deployed,
      DeployedFunction function,
      FunctionCall call,
      int depth) {
    this.world = world;
    this.functions = functions;
    this.actions = actions;
    this.deployed = deployed;
    this.function = function;
    this.call = call;
    this.depth = depth;
  }

  @Override
  public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
    if (batch.size() == 1) {
      return List.of(reply(batch.getFirst(), nested));
    }
    var replies = new AtomicReferenceArray<SyscallReply>(batch.size());
    var others = startAll(batch, replies, nested);
    // Actions run where this one does, and only on this thread.
    for (int i = 0; i < batch.size(); i++) {
      if (batch.get(i).operation().equals(ACTION)) {
        replies.set(i, reply(batch.get(i), nested));
      }
    }
    World.join(others);
    var all = new ArrayList<SyscallReply>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      all.add(replies.get(i));
    }
    return all;
  }

  private List<Thread> startAll(
      List<Syscall> batch, AtomicReferenceArray<SyscallReply> replies, FunctionRuntime nested) {
    var places = new Semaphore(AT_ONCE);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < batch.size(); i++) {
      int place = i;
      if (!batch.get(i).operation().equals(ACTION)) {
        threads.add(
            world.start(
                "action-call",
                () -> {
                  places.acquireUninterruptibly();
                  replies.set(place, reply(batch.get(place), nested));
                  places.release();
                }));
      }
    }
    return threads;
  }

  private SyscallReply reply(Syscall syscall, FunctionRuntime nested) {
    try {
      return new SyscallReply.Result(answer(syscall, nested));
    } catch (SyscallException e) {
      return failure(String.valueOf(e.getMessage()), e.data());
    } catch (InvalidValueException | OverloadedException | TooManyConflictsException e) {
      return failure(String.valueOf(e.getMessage()), null);
    } catch (RefusedCallException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("a call of the action {} failed inside the server", function.path(), e);
      return failure(FAILED, null);
    }
  }

  private static SyscallReply failure(String message, @Nullable Value data) {
    return new SyscallReply.Failure(message, data == null ? null : JsonFormat.ENCODED.write(data));
  }

  private String answer(Syscall syscall, FunctionRuntime nested) {
    var arguments = syscall.arguments();
    return switch (syscall.operation()) {
      case "1.0/actions/query" -> run("runQuery", FunctionType.QUERY, arguments);
      case "1.0/actions/mutation" -> run("runMutation", FunctionType.MUTATION, arguments);
      case ACTION -> act(arguments, nested);
      case "1.0/getUserIdentity" ->
          call.identity() instanceof Identity.User(var attributes, _)
              ? JsonFormat.ENCODED.write(attributes)
              : "null";
      case "1.0/getFunctionMetadata" -> function.metadata();
      case "1.0/componentArgument" ->
          throw new SyscallException("Component arguments are not available within the app");
      case String other ->
          throw new SyscallException("Unknown async operation %s".formatted(other));
    };
  }

  private String run(String method, FunctionType type, String json) {
    var arguments = SyscallArguments.parse(method, json);
    var path = CallTarget.of(arguments, method);
    return json(functions.run(called(path, type, arguments)));
  }

  private String act(String json, FunctionRuntime nested) {
    var arguments = SyscallArguments.parse("runAction", json);
    var path = CallTarget.of(arguments, "runAction");
    return json(
        actions.runNested(
            called(path, FunctionType.ACTION, arguments), path, deployed, nested, depth + 1));
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
        true);
  }

  private static String json(FunctionResult result) {
    return switch (result) {
      case FunctionResult.Success(var value, _) -> JsonFormat.ENCODED.write(value);
      case FunctionResult.Failure(var message, var data, _) ->
          throw new SyscallException(message.stripTrailing(), data);
    };
  }
}

package dev.jensen.backend.scheduling;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.MutationCompanion;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.ParentJob;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls functions whose time has come: without an identity, internal ones too.
record Calls(World world, Functions functions) {

  /// What an action is said to have failed with if nobody knows how far it got.
  static final String UNKNOWN_END = "Transient error while executing action";

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final int REQUEST_ID_BYTES = 8;

  /// What became of a call.
  sealed interface Outcome {

    /// The function ran to its end, good or bad.
    record Ran(FunctionResult result) implements Outcome {}

    /// It did not run, or nothing of it is left: it is to be called again.
    record Again(Backoff backoff) implements Outcome {}
  }

  /// What is to be called.
  ///
  /// @param parentJob the scheduled function that it is, or null if a cron job is due
  record Target(String name, Value arguments, @Nullable ParentJob parentJob) {}

  /// Whether the function is an action. Whatever else it is, or if it is not there, calling it as a
  /// mutation gives the right error.
  boolean isAction(Target target) {
    return functions.type(target.name()) == FunctionType.ACTION;
  }

  Outcome mutate(Target target, MutationCompanion companion) {
    try {
      var call = call(target, FunctionType.MUTATION);
      return new Outcome.Ran(functions.mutate(call, companion).result());
    } catch (TooManyConflictsException e) {
      return new Outcome.Again(Backoff.CONFLICT);
    } catch (OverloadedException e) {
      return new Outcome.Again(Backoff.FAILURE);
    } catch (RuntimeException e) {
      LOG.error("the mutation {} failed inside the server", target.name(), e);
      return new Outcome.Again(Backoff.FAILURE);
    }
  }

  /// Does not say that it is to be called again once it may have begun.
  Outcome act(Target target) {
    try {
      return new Outcome.Ran(functions.run(call(target, FunctionType.ACTION)));
    } catch (OverloadedException e) {
      return new Outcome.Again(Backoff.FAILURE);
    } catch (RuntimeException e) {
      LOG.error("the action {} failed inside the server", target.name(), e);
      return new Outcome.Ran(new FunctionResult.Failure(UNKNOWN_END, null, List.of()));
    }
  }

  private FunctionCall call(Target target, FunctionType type) {
    byte[] id = new byte[REQUEST_ID_BYTES];
    world.random().nextBytes(id);
    return new FunctionCall(
        target.name(),
        target.arguments(),
        type,
        new Identity.Unknown(),
        null,
        HexFormat.of().formatHex(id),
        null,
        1,
        target.parentJob(),
        RequestOrigin.of(target.parentJob() == null ? Caller.CRON : Caller.SCHEDULER));
  }
}

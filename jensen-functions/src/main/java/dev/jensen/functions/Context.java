package dev.jensen.functions;

import dev.jensen.mapping.ResultType;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What every function gets.
///
/// It belongs to one run of one function and to the thread of it: used later or elsewhere, or by a
/// function that was interrupted because it ran for too long, its methods throw an
/// [IllegalStateException].
///
/// Methods throw a [ConvexError] when a function that was called threw one, and a
/// [FunctionFailedException] for everything else that a caller could do something about, in the
/// words that TypeScript functions get.
public interface Context {

  /// Who calls, or null for nobody.
  @Nullable UserIdentity identity();

  /// Who calls.
  ///
  /// @throws ConvexError saying `Unauthenticated` if nobody does
  default UserIdentity requireIdentity() {
    var identity = identity();
    if (identity == null) {
      throw new ConvexError("Unauthenticated");
    }
    return identity;
  }

  /// An environment variable of the deployment, or null.
  @Nullable String env(String name);

  /// Whether `given` is the environment variable `name`; takes the same time whatever is given, so
  /// that nobody can find out a secret by trying. False if the variable is not set.
  boolean isSecret(String name, String given);

  /// The time: in queries and mutations that when they began, the same throughout. The server knows
  /// by it that the result depends on the time, which the JVM's clock keeps from it.
  Instant now();

  /// Random numbers: other ones in every run, also when a mutation runs again after a conflict.
  RandomGenerator random();

  /// Writes a line to the deployment's log, as `console.log` does.
  void log(@Nullable Object... values);

  /// Runs a query; in queries and mutations it is part of the same transaction.
  ///
  /// @param path such as `tasks:list`
  /// @param arguments a record or a map
  <R> @Nullable R runQuery(String path, Object arguments, ResultType<R> type);

  /// Runs a query whose result has no type parameters.
  default <R> @Nullable R runQuery(String path, Object arguments, Class<R> type) {
    return runQuery(path, arguments, ResultType.of(type));
  }
}

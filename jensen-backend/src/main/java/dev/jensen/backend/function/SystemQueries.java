package dev.jensen.backend.function;

import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// The queries below `_system/`, which the server itself provides for the command-line tool and the
/// dashboard. Only administrators may call them.
public interface SystemQueries {

  /// Runs one query; what it reads is what its result depends on.
  ///
  /// @param path without `.js` and without the name of a default export
  /// @return null if there is no query at `path`
  /// @throws InvalidArgumentException if the argument is not what the query takes
  @Nullable Value run(String path, Transaction transaction, Value.Obj argument);

  /// The argument is not what a query takes.
  final class InvalidArgumentException extends RuntimeException {

    /// Says what is wrong.
    public InvalidArgumentException(String message) {
      super(message);
    }
  }
}

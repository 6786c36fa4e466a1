package dev.jensen.functions;

import dev.jensen.mapping.Id;
import java.time.Duration;
import java.time.Instant;

/// Has mutations and actions run later, as nobody.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="scheduler"}
public interface Scheduler {

  /// Has the function at `path` run in `delay`.
  ///
  /// @param arguments a record or a map
  /// @return the id of its document in `_scheduled_functions`
  Id<?> runAfter(Duration delay, String path, Object arguments);

  /// Has the function at `path` run at `time`, or at once if that is over.
  ///
  /// @param arguments a record or a map
  /// @return the id of its document in `_scheduled_functions`
  Id<?> runAt(Instant time, String path, Object arguments);

  /// Keeps a scheduled function from beginning.
  void cancel(Id<?> scheduled);
}

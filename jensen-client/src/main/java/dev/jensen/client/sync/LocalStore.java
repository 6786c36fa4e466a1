package dev.jensen.client.sync;

import dev.jensen.client.wire.FunctionOutcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an optimistic update sees and changes.
public interface LocalStore {

  /// The visible outcome; null while there is none.
  @Nullable FunctionOutcome get(QueryKey key);

  /// All visible outcomes of the query at this path.
  Map<QueryKey, FunctionOutcome> all(String path);

  /// Shows `outcome` until the mutation has ended; null shows none.
  void set(QueryKey key, @Nullable FunctionOutcome outcome);
}

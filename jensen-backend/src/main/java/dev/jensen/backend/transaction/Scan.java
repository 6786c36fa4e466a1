package dev.jensen.backend.transaction;

import dev.jensen.value.IndexKey;
import org.jspecify.annotations.Nullable;

/// A walk along one index range, the transaction's own pending writes merged in.
///
/// Only what was consumed enters the read set: the range from where the scan began to the last
/// document returned, or the whole range once [#next()] returned null.
public interface Scan extends AutoCloseable {

  /// The next document in order, or null at the end.
  @Nullable Document next();

  /// The index key of the document that [#next()] returned last, or null before the first.
  @Nullable IndexKey position();

  @Override
  void close();
}

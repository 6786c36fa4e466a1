package dev.jensen.backend.archive;

import dev.jensen.value.Value;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The documents of one table in a file, one after the other.
interface Rows extends AutoCloseable {

  /// The next document, or null at the end.
  ///
  /// @throws InvalidImportException if there is something else
  Value.@Nullable Obj next() throws IOException;

  @Override
  void close() throws IOException;
}

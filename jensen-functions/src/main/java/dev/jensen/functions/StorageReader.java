package dev.jensen.functions;

import dev.jensen.mapping.Id;
import org.jspecify.annotations.Nullable;

/// What queries may learn of stored files. The documents of files are read with [DatabaseReader],
/// their table being [StoredFile].
public interface StorageReader {

  /// The address at which anybody may read the file, or null if there is none.
  @Nullable String getUrl(Id<StoredFile> id);

  /// What is known of the file, or null if there is none.
  @Nullable FileMetadata getMetadata(Id<StoredFile> id);
}

package dev.jensen.functions;

import dev.jensen.mapping.Id;
import org.jspecify.annotations.Nullable;

/// Stores and removes files.
///
/// In mutations that is part of their transaction, and contents are held in memory: 8 MiB in total
/// may be read and as much be written. In actions each call is a transaction of its own, and
/// contents of any size pass through little memory.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="files"}
public interface StorageWriter extends StorageReader {

  /// An address to which somebody may `POST` the content of one file within an hour; the answer is
  /// `{"storageId": …}`.
  String generateUploadUrl();

  /// Stores a file.
  ///
  /// @throws java.io.UncheckedIOException if the content cannot be read
  default Id<StoredFile> store(Blob content) {
    return store(content, null);
  }

  /// Stores a file, if its content is the expected one.
  ///
  /// @param sha256 the digest that the content must have, in base64; null for any
  /// @throws FunctionFailedException if it has another one
  /// @throws java.io.UncheckedIOException if the content cannot be read
  Id<StoredFile> store(Blob content, @Nullable String sha256);

  /// The content of a file, or null if there is none.
  ///
  /// @return its stream is closed when the function is over
  @Nullable Blob get(Id<StoredFile> id);

  /// Removes a file.
  ///
  /// @throws FunctionFailedException if there is none
  void delete(Id<StoredFile> id);
}

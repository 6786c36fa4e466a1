package dev.jensen.backend.function;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// `storage.store` and `storage.get` of a function in this process: contents as streams, whereas
/// other processes get them in pieces or as text (`spec/function-runtime.md` §8.1). In a mutation
/// they are a part of its transaction.
public interface Contents {

  /// A stored content.
  ///
  /// @param contentType null if it has none
  /// @param content closed by whoever asked for it
  record OpenBlob(@Nullable String contentType, long size, InputStream content) {}

  /// Stores all of `content` and returns the file's id.
  ///
  /// @param contentType null or empty for none
  /// @param expectedSha256 in base64, or null
  /// @throws SyscallException if the content has another digest or is too much, which the function
  ///   may catch
  /// @throws java.io.UncheckedIOException if `content` cannot be read
  String storeBlob(
      InputStream content, @Nullable String contentType, @Nullable String expectedSha256);

  /// The content of the file, or null if there is none.
  ///
  /// @throws SyscallException if `storageId` is no id, or it is too much, which the function may
  ///   catch
  @Nullable OpenBlob openBlob(String storageId);
}

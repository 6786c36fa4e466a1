package dev.jensen.functions;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The content of a file, to be read once.
///
/// @param stream in actions read from where the content is, so that it may be larger than memory
/// @param contentType such as `image/png`, null if nothing is known
public record Blob(InputStream stream, @Nullable String contentType) {

  /// These bytes.
  public static Blob of(byte[] bytes, @Nullable String contentType) {
    return new Blob(new ByteArrayInputStream(bytes), contentType);
  }

  /// A text in UTF-8.
  public static Blob of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8");
  }

  /// All of the content, in memory.
  ///
  /// @throws UncheckedIOException if it cannot be read
  public byte[] bytes() {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All of the content as text in UTF-8.
  ///
  /// @throws UncheckedIOException if it cannot be read
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}

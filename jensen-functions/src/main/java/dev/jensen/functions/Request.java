package dev.jensen.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An HTTP request that an [HttpAction] answers.
///
/// @param method such as `POST`
/// @param url absolute, as the caller sees it
/// @param body arrives while it is read, once, until the response is over; empty for `GET`, `HEAD`
///   and `OPTIONS`
public record Request(String method, String url, Headers headers, InputStream body) {

  /// What [#bytes] and [#text] hold in memory at most.
  public static final int BYTES_MAX = 20 << 20;

  /// The value of the first header field of this name, or null.
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /// The path in the URL, as it was sent.
  public String path() {
    int end = url.indexOf('?');
    var address = end < 0 ? url : url.substring(0, end);
    int begin = address.indexOf('/', address.indexOf("//") + 2);
    return begin < 0 ? "/" : address.substring(begin);
  }

  /// The value of the first parameter of this name in the URL, decoded, or null.
  public @Nullable String parameter(String name) {
    int query = url.indexOf('?');
    if (query < 0) {
      return null;
    }
    for (var pair : url.substring(query + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
      }
    }
    return null;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A percent sign that begins nothing stands for itself.
      return text;
    }
  }

  /// The whole body.
  ///
  /// @throws IllegalStateException if it has more than [#BYTES_MAX] bytes
  /// @throws UncheckedIOException if it does not arrive
  public byte[] bytes() {
    try {
      byte[] bytes = body.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IllegalStateException(
            "The body has more than %d bytes; read it as a stream.".formatted(BYTES_MAX));
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The whole body as text in UTF-8.
  ///
  /// @throws IllegalStateException if it has more than [#BYTES_MAX] bytes
  /// @throws UncheckedIOException if it does not arrive
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /// The body as what a file may be made of, with its type.
  public Blob blob() {
    return new Blob(body, header("Content-Type"));
  }
}

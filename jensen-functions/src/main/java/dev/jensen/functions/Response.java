package dev.jensen.functions;

import dev.jensen.mapping.Values;
import dev.jensen.value.JsonFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What an [HttpAction] answers.
///
/// Immutable; a body that is written in pieces is written once.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="stream"}
///
/// @param status such as 200, at least 200 and at most 599
public record Response(int status, Headers headers, Body body) {

  private static final String CONTENT_TYPE = "Content-Type";

  /// Writes the body of a response when its head has been sent: on the thread of the action, whose
  /// context still serves. Callers get 20 MiB at most; what is beyond them is lost.
  @FunctionalInterface
  public interface Body {

    /// Writes everything; returns from a write when there is room for more.
    ///
    /// @param out sends at once what is written to it
    /// @throws IOException if the caller is gone
    void writeTo(OutputStream out) throws IOException;
  }

  /// Takes a status of a whole response.
  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("a status from 200 to 599, not %d".formatted(status));
    }
  }

  /// A status without a body.
  public static Response of(int status) {
    return new Response(status, Headers.NONE, out -> {});
  }

  /// Status 200 and a text.
  public static Response text(String text) {
    return text(200, text);
  }

  /// A text.
  public static Response text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// Status 200 and what `object` is in JSON.
  ///
  /// @param object a record, a map or whatever else [Values] knows; int64 becomes text, as numbers
  ///   of JavaScript cannot hold all of it
  /// @throws dev.jensen.mapping.MappingException if it stands for no value
  public static Response json(@Nullable Object object) {
    return json(200, object);
  }

  /// What `object` is in JSON, as [#json(Object)].
  ///
  /// @throws dev.jensen.mapping.MappingException if it stands for no value
  public static Response json(int status, @Nullable Object object) {
    return bytes(status, "application/json", JsonFormat.CLEAN.writeBytes(Values.of(object)));
  }

  /// Some bytes.
  public static Response bytes(int status, String contentType, byte[] bytes) {
    var length = Integer.toString(bytes.length);
    return stream(contentType, out -> out.write(bytes))
        .withStatus(status)
        .with("Content-Length", length);
  }

  /// Status 200 and a body that is written in pieces, such as events.
  public static Response stream(String contentType, Body body) {
    return new Response(200, Headers.NONE.with(CONTENT_TYPE, contentType), body);
  }

  /// Status 200 and the content of a file.
  public static Response of(Blob blob) {
    var type = blob.contentType() == null ? "application/octet-stream" : blob.contentType();
    return stream(
        type,
        out -> {
          try (var content = blob.stream()) {
            content.transferTo(out);
          }
        });
  }

  /// The same with another status.
  public Response withStatus(int other) {
    return new Response(other, headers, body);
  }

  /// The same with one more header field.
  public Response with(String header, String value) {
    return new Response(status, headers.with(header, value), body);
  }
}

package dev.jensen.backend.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a route answers.
///
/// @param contentType null for an empty body
/// @param body read once; its content must not change
/// @param source what follows the body, or null
/// @param writer writes what follows the body, or null
/// @param headers besides those that follow from the rest
record Answer(
    int status,
    @Nullable String contentType,
    ByteBuffer body,
    @Nullable Source source,
    @Nullable Writer writer,
    Map<String, String> headers) {

  /// A body that is somewhere else.
  ///
  /// @param length in bytes
  /// @param open not called when only the head is wanted
  record Source(long length, Supplier<Content.Source> open) {}

  /// Writes a body that nobody has in memory.
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  Answer(int status, @Nullable String contentType, ByteBuffer body) {
    this(status, contentType, body, null, null, Map.of());
  }

  Answer with(String header, String value) {
    var more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, source, writer, more);
  }

  static Answer file(Path file, String contentType, Map<String, String> headers) {
    var source = new Source(file.toFile().length(), () -> Content.Source.from(file));
    return source(200, contentType, source, headers);
  }

  static Answer source(
      int status, @Nullable String contentType, Source source, Map<String, String> headers) {
    return new Answer(status, contentType, ByteBuffer.allocate(0), source, null, headers);
  }

  static Answer stream(String contentType, Writer writer) {
    return new Answer(200, contentType, ByteBuffer.allocate(0), null, writer, Map.of());
  }

  private static final JsonMapper JSON = JsonMapper.shared();

  static Answer json(byte[] body) {
    return new Answer(200, "application/json", ByteBuffer.wrap(body));
  }

  static Answer json(JsonNode body) {
    return json(JSON.writeValueAsBytes(body));
  }

  static Answer text(int status, String body) {
    return new Answer(
        status,
        "text/plain; charset=utf-8",
        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  static Answer bytes(byte[] body) {
    return new Answer(200, "application/octet-stream", ByteBuffer.wrap(body));
  }

  static Answer empty(int status) {
    return empty(status, Map.of());
  }

  static Answer empty(int status, Map<String, String> headers) {
    return new Answer(status, null, ByteBuffer.allocate(0), null, null, headers);
  }

  static Answer failure(int status, String code, String message) {
    var body = JSON.createObjectNode().put("code", code).put("message", message);
    return new Answer(status, "application/json", ByteBuffer.wrap(JSON.writeValueAsBytes(body)));
  }
}

package dev.jensen.backend.http;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/// One request while it is being answered: used by one thread.
///
/// @param path decoded, duplicate slashes collapsed
/// @param rest what the route's pattern left open, still percent-encoded
/// @param requestId shown in errors and logs
record Exchange(
    Request request, String path, String rest, String requestId, BodyBudget.Share memory) {

  private static final int CHUNK_BYTES_MIN = 1024;
  private static final int CHUNK_BYTES_MAX = 64 * 1024;

  /// The header's first value, or null.
  @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  /// The address that the request comes from.
  String remote() {
    return Request.getRemoteAddr(request);
  }

  /// The query parameter's first value, or null.
  ///
  /// @throws HttpFailure if the query string cannot be decoded
  @Nullable String parameter(String name) {
    try {
      Fields parameters = Request.extractQueryParameters(request);
      return parameters.getValue(name);
    } catch (HttpException.RuntimeException | IllegalArgumentException | IllegalStateException e) {
      throw HttpFailure.badRequest("BadQueryArgs", "The query string cannot be decoded.");
    }
  }

  /// Which client calls.
  ///
  /// @throws HttpFailure if the header has another form
  ClientVersion client() {
    return ClientVersion.parse(header("Convex-Client"));
  }

  /// The body of a request that must be JSON.
  ///
  /// @throws HttpFailure if its type is another, or it is longer than `limit`
  byte[] json(int limit) {
    requireJson();
    if (encoding() != null) {
      throw HttpFailure.badRequest(
          "BadHeader", "Content-Encoding must be absent, not %s.".formatted(encoding()));
    }
    return weighed(body(limit));
  }

  /// As [#json], unpacked if it came packed: a few bytes may become as many as the limit.
  byte[] packedJson(int limit) {
    requireJson();
    return weighed(body(limit, this::unpacked));
  }

  private byte[] weighed(byte[] json) {
    memory.takeRead(JsonWeight.of(json));
    return json;
  }

  /// The body as it came.
  ///
  /// @throws HttpFailure if it is longer than `limit`, or cannot be received
  byte[] body(int limit) {
    return body(limit, in -> in);
  }

  @FunctionalInterface
  private interface Unpacking {
    InputStream of(InputStream packed) throws IOException;
  }

  private byte[] body(int limit, Unpacking unpacking) {
    long length = request.getLength();
    if (length > limit) {
      throw tooLarge(limit);
    }
    try (InputStream in = unpacking.of(Content.Source.asInputStream(request))) {
      return read(in, limit, length < 0 ? CHUNK_BYTES_MAX : length);
    } catch (IOException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new HttpFailure(408, "RequestTimeout", "The body of the request did not arrive.");
      }
      throw HttpFailure.badRequest(
          "BadJsonBody", "The body of the request could not be received: " + e.getMessage());
    }
  }

  /// The body as it arrives.
  ///
  /// @throws HttpFailure if it says that it is longer than `limit`
  InputStream stream(long limit) {
    if (request.getLength() < 0 || request.getLength() > limit) {
      throw HttpFailure.badRequest(
          "BadUpload", "The body needs a Content-Length of at most %d bytes.".formatted(limit));
    }
    return Content.Source.asInputStream(request);
  }

  /// The body as it arrives, however long it is.
  InputStream stream() {
    return Content.Source.asInputStream(request);
  }

  /// How the body is packed, or null if it is not.
  private @Nullable String encoding() {
    var encoding = header(HttpHeader.CONTENT_ENCODING.asString());
    return encoding == null || encoding.equalsIgnoreCase("identity") ? null : encoding;
  }

  private InputStream unpacked(InputStream packed) throws IOException {
    var encoding = encoding();
    if (encoding == null) {
      return packed;
    }
    if (!encoding.equalsIgnoreCase("br")) {
      throw HttpFailure.badRequest(
          "BadHeader", "Content-Encoding must be br or absent, not %s.".formatted(encoding));
    }
    Brotli4jLoader.ensureAvailability();
    return new BrotliInputStream(packed);
  }

  private byte[] read(InputStream in, int limit, long expected) throws IOException {
    int size = Math.clamp(expected, CHUNK_BYTES_MIN, CHUNK_BYTES_MAX);
    var bytes = new ByteArrayOutputStream(size);
    byte[] chunk = new byte[size];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      if (bytes.size() + n > limit) {
        throw tooLarge(limit);
      }
      memory.take(n);
      bytes.write(chunk, 0, n);
    }
    return bytes.toByteArray();
  }

  private static HttpFailure tooLarge(int limit) {
    return limit == Limits.PUSH_BYTES
        ? new HttpFailure(
            413, "ModulesTooLarge", "The push is larger than %d bytes.".formatted(limit))
        : HttpFailure.badRequest(
            "BadJsonBody",
            "The body of the request is larger than the limit of %d bytes.".formatted(limit));
  }

  private void requireJson() {
    var type = header(HttpHeader.CONTENT_TYPE.asString());
    var media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean json =
        media.equals("application/json")
            || (media.startsWith("application/") && media.endsWith("+json"));
    if (!json) {
      throw HttpFailure.badRequest(
          "BadJsonBody", "Expected request with `Content-Type: application/json`");
    }
  }
}

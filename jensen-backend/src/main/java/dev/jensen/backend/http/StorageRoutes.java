package dev.jensen.backend.http;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.model.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The routes of file storage (`spec/http-api.md` §7). Contents go through in small pieces, only as
/// fast as the other side takes them.
final class StorageRoutes {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SHA256_BYTES = 32;
  private static final int PIECE_BYTES = 64 << 10;
  private static final String DIGEST = "Digest";
  private static final String DIGEST_PREFIX = "sha-256=";
  private static final String ACCEPT_RANGES = "Accept-Ranges";
  private static final String CONTENT_RANGE = "Content-Range";

  /// A file never changes, but it may be deleted.
  private static final String CACHE_CONTROL = "private, max-age=2592000";

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final FileStorage files;

  StorageRoutes(FileStorage files) {
    this.files = files;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/storage/upload", this::upload),
        Route.get("/api/storage/", this::download));
  }

  private Answer upload(Exchange exchange) {
    var token = exchange.parameter("token");
    if (token == null) {
      throw HttpFailure.badRequest("BadQueryArgs", "The query parameter `token` is required.");
    }
    files.uploadTokens().check(token);
    var type = contentType(exchange.header(HttpHeader.CONTENT_TYPE.asString()));
    var sha256 = sha256(exchange.header(DIGEST));
    try {
      var file = files.store(exchange.stream(), type, sha256);
      return Answer.json(JSON.createObjectNode().put("storageId", file.id().toString()));
    } catch (IOException e) {
      return notReceived(e);
    }
  }

  private static @Nullable String contentType(@Nullable String header) {
    if (header != null && !MediaType.isValid(header)) {
      throw HttpFailure.badRequest("BadHeader", "The header Content-Type holds no media type.");
    }
    return header;
  }

  /// What the content must have, in base64, or null.
  private static @Nullable String sha256(@Nullable String header) {
    if (header == null) {
      return null;
    }
    var base64 = header.startsWith(DIGEST_PREFIX) ? header.substring(DIGEST_PREFIX.length()) : "";
    try {
      byte[] digest = Base64.getDecoder().decode(base64);
      if (digest.length == SHA256_BYTES) {
        return Base64.getEncoder().encodeToString(digest);
      }
    } catch (IllegalArgumentException e) {
      // Refused below like any other digest.
    }
    throw HttpFailure.badRequest(
        "BadHeader", "The header Digest must be `sha-256=` and the digest in base64.");
  }

  private static Answer notReceived(IOException failure) {
    if (failure.getCause() instanceof TimeoutException) {
      return Answer.empty(408);
    }
    throw HttpFailure.badRequest(
        "BadUpload", "The file could not be received: %s".formatted(failure.getMessage()));
  }

  private Answer download(Exchange exchange) {
    var url = exchange.rest();
    if (!UUID_FORM.matcher(url).matches()) {
      throw HttpFailure.badRequest(
          "InvalidStoragePath", "The path of a stored file ends with its UUID.");
    }
    var component = exchange.parameter("component");
    boolean isOfApp = component == null || component.isEmpty();
    var file = isOfApp ? files.find(UUID.fromString(url)) : null;
    if (file == null) {
      throw new HttpFailure(404, "FileNotFound", "There is no file %s.".formatted(url));
    }
    return switch (range(exchange.request(), file)) {
      case ByteRange.Whole _ -> whole(exchange.request(), file);
      case ByteRange.Part part -> part(exchange.request(), file, part);
      case ByteRange.Unsatisfiable _ ->
          Answer.empty(416, Map.of(CONTENT_RANGE, "bytes */%d".formatted(file.size())));
    };
  }

  /// Ranges are defined for GET only, and no validator of ours can match an `If-Range` (RFC 9110
  /// §§13.1.5, 14.2).
  private static ByteRange range(Request request, StoredFile file) {
    var headers = request.getHeaders();
    boolean counts = request.getMethod().equals("GET") && !headers.contains(HttpHeader.IF_RANGE);
    return ByteRange.of(counts ? headers.get(HttpHeader.RANGE) : null, file.size());
  }

  private Answer whole(Request request, StoredFile file) {
    return Answer.source(
        200,
        file.contentType(),
        source(request, file, 0, file.size()),
        Map.of(
            DIGEST,
            "%s%s".formatted(DIGEST_PREFIX, file.sha256()),
            HttpHeader.CACHE_CONTROL.asString(),
            CACHE_CONTROL,
            ACCEPT_RANGES,
            "bytes"));
  }

  private Answer part(Request request, StoredFile file, ByteRange.Part part) {
    return Answer.source(
        206,
        file.contentType(),
        source(request, file, part.first(), part.length()),
        Map.of(
            CONTENT_RANGE,
            "bytes %d-%d/%d".formatted(part.first(), part.last(), file.size()),
            HttpHeader.CACHE_CONTROL.asString(),
            CACHE_CONTROL,
            ACCEPT_RANGES,
            "bytes"));
  }

  private Answer.Source source(Request request, StoredFile file, long offset, long length) {
    var pieces =
        new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), false, PIECE_BYTES);
    // Opened now, so that a content that cannot be had is an answer of its own.
    var content = request.getMethod().equals("HEAD") ? null : open(file, offset, length);
    return new Answer.Source(
        length, () -> Content.Source.from(pieces, Objects.requireNonNull(content)));
  }

  private InputStream open(StoredFile file, long offset, long length) {
    try {
      return files.open(file, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

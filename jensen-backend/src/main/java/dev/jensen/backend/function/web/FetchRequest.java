package dev.jensen.backend.function.web;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What an action wants to fetch.
///
/// @param method as it is sent
/// @param headers in order; names in lower case
record FetchRequest(
    String method, URI uri, List<Header> headers, Content content, OnRedirect onRedirect) {

  /// What the connection decides, not the action.
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Set<String> OF_ONE_ORIGIN =
      Set.of("authorization", "cookie", "proxy-authorization");

  FetchRequest {
    headers = List.copyOf(headers);
  }

  record Header(String name, String value) {}

  /// The body of a request.
  sealed interface Content {

    record None() implements Content {}

    /// All of it, in base64.
    record Inline(String base64) implements Content {

      byte[] bytes() {
        return Base64.getDecoder().decode(base64);
      }
    }

    /// It is written piece by piece.
    ///
    /// @param length in bytes, or -1 if nobody knows
    record Streamed(long length) implements Content {}
  }

  enum OnRedirect {
    FOLLOW,
    ERROR,
    MANUAL
  }

  /// Reads the arguments of `jensen/fetch`.
  static FetchRequest parse(JsonNode json) {
    var headers = new ArrayList<Header>();
    for (var pair : json.get("headers")) {
      String name = pair.get(0).asString().toLowerCase(Locale.ROOT);
      if (!OURS.contains(name)) {
        headers.add(new Header(name, pair.get(1).asString()));
      }
    }
    return new FetchRequest(
        json.get("method").asString(),
        FetchUri.parse(json.get("url").asString()),
        headers,
        content(json),
        OnRedirect.valueOf(json.get("redirect").asString().toUpperCase(Locale.ROOT)));
  }

  private static Content content(JsonNode json) {
    if (json.get("streamed").asBoolean()) {
      return new Content.Streamed(json.path("length").asLong(-1));
    }
    return json.path("body").isString()
        ? new Content.Inline(json.get("body").asString())
        : new Content.None();
  }

  boolean hasHeader(String name) {
    return headers.stream().anyMatch(header -> header.name().equals(name));
  }

  /// The request that a redirect asks for (Fetch Standard §4.4).
  ///
  /// @throws IoFailedException if it cannot be made
  FetchRequest redirected(int status, String location) {
    URI target = FetchUri.resolve(uri, location);
    boolean becomesGet =
        (status == 303 && !method.equals("GET") && !method.equals("HEAD"))
            || ((status == 301 || status == 302) && method.equals("POST"));
    if (!becomesGet && content instanceof Content.Streamed) {
      throw new IoFailedException(
          "fetch failed: redirected with status %d, and a body from a stream cannot be sent twice"
              .formatted(status));
    }
    boolean leaves = !FetchUri.sameOrigin(uri, target);
    var kept =
        headers.stream()
            .filter(header -> !(leaves && OF_ONE_ORIGIN.contains(header.name())))
            .filter(header -> !(becomesGet && header.name().startsWith("content-")))
            .toList();
    return new FetchRequest(
        becomesGet ? "GET" : method,
        target,
        kept,
        becomesGet ? new Content.None() : content,
        onRedirect);
  }
}

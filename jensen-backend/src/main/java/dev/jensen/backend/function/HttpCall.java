package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request for the deployment's own HTTP routes (`spec/http-api.md` §8).
///
/// @param url absolute, as the caller sees it
/// @param path what the routes are matched with
/// @param body null if the request has none
/// @param refusal why the caller's proof of who they are is not accepted, for a function that asks;
///   null if it is, or none was given
public record HttpCall(
    String method,
    String url,
    String path,
    List<Header> headers,
    @Nullable InputStream body,
    Identity identity,
    @Nullable String refusal,
    String requestId,
    RequestOrigin origin) {

  /// One header field; names may come more than once.
  public record Header(String name, String value) {}

  public HttpCall {
    headers = List.copyOf(headers);
  }

  /// The same request by somebody else.
  HttpCall by(Identity other) {
    return new HttpCall(
        method, url, path, headers, body, other, refusal, requestId, origin.withToken(null));
  }

  /// What logs call it, such as `GET /hello`.
  String route() {
    return "%s %s".formatted(method, path);
  }
}

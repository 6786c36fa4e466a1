package dev.jensen.backend.function;

import org.jspecify.annotations.Nullable;

/// Where a request came from, for functions that ask (`spec/function-runtime.md` §6.4).
///
/// @param ip address of the caller, or null
/// @param userAgent what the caller's program calls itself, or null
/// @param authToken the user's token as it came, or null
public record RequestOrigin(
    @Nullable String ip, @Nullable String userAgent, @Nullable String authToken) {

  /// The server itself.
  public static final RequestOrigin NONE = new RequestOrigin(null, null, null);

  /// The same with another token.
  public RequestOrigin withToken(@Nullable String token) {
    return new RequestOrigin(ip, userAgent, token);
  }

  /// Without the token: it must not reach a log.
  @Override
  public String toString() {
    return "RequestOrigin[ip=%s, userAgent=%s]".formatted(ip, userAgent);
  }
}

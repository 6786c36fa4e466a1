package dev.jensen.backend.function;

import org.jspecify.annotations.Nullable;

/// Where a request came from, for logs and for functions that ask (`spec/function-runtime.md`
/// §6.4).
///
/// @param caller the door through which the call came that belongs to it
/// @param ip address of the caller, or null
/// @param userAgent what the caller's program calls itself, or null
/// @param authToken the user's token as it came, or null
public record RequestOrigin(
    Caller caller, @Nullable String ip, @Nullable String userAgent, @Nullable String authToken) {

  /// Nobody on the network.
  public static RequestOrigin of(Caller caller) {
    return new RequestOrigin(caller, null, null, null);
  }

  /// The same for what a function of the request calls.
  public RequestOrigin through(Caller newCaller) {
    return new RequestOrigin(newCaller, ip, userAgent, authToken);
  }

  /// The same with another token.
  public RequestOrigin withToken(@Nullable String token) {
    return new RequestOrigin(caller, ip, userAgent, token);
  }

  /// Without the token: it must not reach a log.
  @Override
  public String toString() {
    return "RequestOrigin[caller=%s, ip=%s, userAgent=%s]".formatted(caller, ip, userAgent);
  }
}

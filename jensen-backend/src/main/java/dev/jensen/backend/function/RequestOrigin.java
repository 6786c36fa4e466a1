package dev.jensen.backend.function;

import org.jspecify.annotations.Nullable;

/// Where a request came from, for logs and for functions that ask (`spec/function-runtime.md`
/// §6.4).
///
/// @param caller the door through which the call came that belongs to it
/// @param ip address of the caller, or null
/// @param userAgent what the caller's program calls itself, or null
/// @param authToken the user's token as it came, or null
/// @param refusal why the proof that came with a request to an HTTP action is not accepted, which
///   its actions hear when they ask who calls; null if it is, or none came
public record RequestOrigin(
    Caller caller,
    @Nullable String ip,
    @Nullable String userAgent,
    @Nullable String authToken,
    @Nullable String refusal) {

  /// Without a refusal.
  public RequestOrigin(
      Caller caller, @Nullable String ip, @Nullable String userAgent, @Nullable String authToken) {
    this(caller, ip, userAgent, authToken, null);
  }

  /// Nobody on the network.
  public static RequestOrigin of(Caller caller) {
    return new RequestOrigin(caller, null, null, null);
  }

  /// The same for what a function of the request calls.
  public RequestOrigin through(Caller newCaller) {
    return new RequestOrigin(newCaller, ip, userAgent, authToken, refusal);
  }

  /// The same with another token.
  public RequestOrigin withToken(@Nullable String token) {
    return new RequestOrigin(caller, ip, userAgent, token, refusal);
  }

  /// The same, with a proof that is not accepted if `reason` is not null.
  RequestOrigin refused(@Nullable String reason) {
    return new RequestOrigin(caller, ip, userAgent, authToken, reason);
  }

  /// Without the token: it must not reach a log.
  @Override
  public String toString() {
    return "RequestOrigin[caller=%s, ip=%s, userAgent=%s]".formatted(caller, ip, userAgent);
  }
}

package dev.jensen.client;

import dev.jensen.client.wire.Credentials;

/// As whom the HTTP client calls: asked before each call, and once more when a token is refused.
@FunctionalInterface
interface Caller {

  Credentials credentials(boolean refresh);

  /// Always the same.
  static Caller fixed(Credentials credentials) {
    return refresh -> credentials;
  }

  /// The user whose tokens come from `source`.
  static Caller user(TokenSource source) {
    return refresh -> {
      var token = source.token(refresh);
      return token == null ? new Credentials.None() : new Credentials.User(token);
    };
  }
}

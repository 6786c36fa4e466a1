package dev.jensen.client.sync;

import dev.jensen.client.wire.Credentials;
import org.jspecify.annotations.Nullable;

/// What users' code says when it is asked for a token.
sealed interface TokenFetch {

  record Token(Credentials.User user) implements TokenFetch {}

  /// There is none, so the user is nobody.
  record None() implements TokenFetch {}

  /// It cannot tell now, and may know later.
  record Failed() implements TokenFetch {}

  /// Asks for a token; takes whatever is thrown.
  static TokenFetch of(Authentication.Tokens tokens, boolean refresh) {
    try {
      var token = tokens.fetch(refresh);
      return token == null ? new None() : of(token);
    } catch (Throwable e) {
      FailureLog.write(System.Logger.Level.WARNING, "no token could be fetched", e);
      return new Failed();
    }
  }

  private static TokenFetch of(String token) {
    try {
      return new Token(new Credentials.User(token));
    } catch (IllegalArgumentException e) {
      FailureLog.write(System.Logger.Level.WARNING, "what was fetched is no token", e);
      return new None();
    }
  }

  /// The user whose token it is; null if there is none.
  default Credentials.@Nullable User user() {
    return this instanceof Token(var user) ? user : null;
  }
}

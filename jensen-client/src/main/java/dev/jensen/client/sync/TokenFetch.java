package dev.jensen.client.sync;

import dev.jensen.client.wire.Credentials;
import org.jspecify.annotations.Nullable;

/// Asks users' code for tokens, which may throw anything.
final class TokenFetch {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private TokenFetch() {}

  /// A token; null if there is none, or it cannot be one.
  static Credentials.@Nullable User fetch(Authentication.Tokens tokens, boolean refresh) {
    try {
      var token = tokens.fetch(refresh);
      return token == null ? null : new Credentials.User(token);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.WARNING, "no token could be fetched", e);
      return null;
    }
  }
}

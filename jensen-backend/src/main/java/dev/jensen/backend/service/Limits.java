package dev.jensen.backend.service;

import java.time.Duration;

/// The bounds of service tokens.
final class Limits {

  /// Of a token as it is sent.
  static final int TOKEN_CHARS = 4096;

  static final int NAME_CHARS = 64;

  /// Of each kind, in one token.
  static final int PATTERNS = 100;

  /// Of a user's token identifier, and of a pattern of them.
  static final int IDENTIFIER_CHARS = 1024;

  /// Of a deployment, those included that ended lately.
  static final int TOKENS = 1000;

  static final Duration LIFETIME_MAX = Duration.ofDays(3653);

  /// How long a token is listed after its end.
  static final Duration LISTED = Duration.ofDays(30);

  /// How long a service may act for a user before it must ask again.
  static final Duration GRANT_MAX = Duration.ofHours(1);

  static final Duration GRANT_DEFAULT = Duration.ofMinutes(5);

  /// Attempts to commit a change that others keep from it.
  static final int ATTEMPTS = 10;

  /// Kinds of uses that are counted apart until they are written.
  static final int USES = 1000;

  /// How much of the name of what was called is noted.
  static final int USE_CHARS = 200;

  /// How often uses are written.
  static final Duration NOTED_EVERY = Duration.ofSeconds(10);

  private Limits() {}
}

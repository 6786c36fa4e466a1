package dev.jensen.backend.token;

import java.time.Duration;

/// The bounds of what tokens and their issuers may cost (`spec/auth.md` §20.5 and §20.6).
final class Limits {

  static final int TOKEN_CHARS = 32 * 1024;
  static final int KEY_ID_CHARS = 1024;
  static final int JSON_DEPTH = 64;

  /// Of a discovery document or a key set.
  static final int DOCUMENT_BYTES = 256 * 1024;

  static final int KEYS = 100;

  static final Duration CONNECT = Duration.ofSeconds(3);

  /// Of one look-up, redirects included.
  static final Duration TOTAL = Duration.ofSeconds(10);

  static final int REDIRECTS = 5;

  /// Look-ups over the network at the same time.
  static final int LOOKUPS = 16;

  /// Documents that are remembered, of each kind.
  static final int DOCUMENTS = 256;

  static final Duration FRESH_MIN = Duration.ofSeconds(5);
  static final Duration FRESH_MAX = Duration.ofHours(1);

  /// For documents that do not say for how long they hold.
  static final Duration FRESH_DEFAULT = Duration.ofMinutes(1);

  /// How old a document may be that is used because its issuer is down.
  static final Duration STALE_MAX = Duration.ofHours(1);

  /// How long a failed look-up is not tried again.
  static final Duration FAILED = Duration.ofSeconds(2);

  /// Between two look-ups that tokens with unknown keys cause.
  static final Duration FORCED = Duration.ofSeconds(5);

  /// Of verified users that are remembered.
  static final long VERIFIED_BYTES = 32 << 20;

  /// Providers that are asked at start whether they answer.
  static final int CHECKED = 16;

  /// How much of a claim, or of another text from outside, a message repeats.
  static final int SHOWN_CHARS = 200;

  private Limits() {}
}

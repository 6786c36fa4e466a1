package dev.jensen.backend.http;

import java.time.Duration;

/// The bounds of what comes from outside (`spec/http-api.md` §10, `spec/deploy-api.md` §5.3).
final class Limits {

  /// Of a function call's body.
  static final int CALL_BYTES = 16 * 1024 * 1024 + 2000;

  /// How many queries one request may ask, and what their results may take together.
  static final int BATCH_QUERIES = 1000;

  static final int BATCH_BYTES = 64 * 1024 * 1024;

  /// Of a push's body, as sent and unpacked.
  static final int PUSH_BYTES = 200_000_000;

  /// Of any other administrative body.
  static final int ADMINISTRATION_BYTES = 16 * 1024 * 1024;

  /// Of a request about tokens.
  static final int SMALL_BYTES = 256 * 1024;

  /// Of one part of a file to import, which goes to disk.
  static final long UPLOAD_PART_BYTES = 1L << 30;

  /// Of a body that comes back unchanged.
  static final int ECHO_BYTES = 128 * 1024 * 1024;

  /// Of all bodies that are in memory at the same time.
  static final int BODIES_BYTES = 512 * 1024 * 1024;

  /// Of what is received of a body although its request was refused before.
  static final int UNREAD_BYTES = 64 * 1024;

  /// Of a request's line and headers.
  static final int HEAD_BYTES = 32 * 1024;

  /// How many connections may be open.
  static final int CONNECTIONS = 20_000;

  /// How long a connection may say nothing.
  static final Duration IDLE = Duration.ofMinutes(5);

  /// How long running requests get to finish when the server stops.
  static final Duration DRAIN = Duration.ofSeconds(10);

  /// How much of `X-Forwarded-For` and of a request id is kept.
  static final int HEADER_CHARS = 256;

  /// How much of `User-Agent` is kept.
  static final int USER_AGENT_CHARS = 512;

  private Limits() {}
}

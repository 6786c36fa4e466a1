package dev.jensen.backend.deployment;

import java.time.Duration;

/// How much of everything a deployment takes.
final class Limits {

  /// Modules of the user; chunks that the bundler split off may be as many again.
  static final int MODULES_MAX = 4096;

  /// All module texts and source maps of one push together.
  static final long MODULE_BYTES_MAX = 230L << 20;

  /// One module's text and source map: it is stored as one value.
  static final int ONE_MODULE_BYTES_MAX = 24 << 20;

  /// Started pushes that can still be finished.
  static final int STARTED_PUSHES_MAX = 4;

  static final int PUSH_MESSAGE_BYTES_MAX = 1024;

  static final int ENVIRONMENT_VARIABLES_MAX = 512;
  static final int ENVIRONMENT_NAME_CHARS_MAX = 256;
  static final int ENVIRONMENT_VALUE_BYTES_MAX = 8 << 10;
  static final int ENVIRONMENT_BYTES_MAX = 512 << 10;

  /// How often a change of the deployment is tried again after a conflict.
  static final int ATTEMPTS_MAX = 10;

  /// How long one request waits for a schema at most.
  static final Duration SCHEMA_WAIT_MAX = Duration.ofSeconds(30);

  static final int CRON_ARGUMENT_BYTES_MAX = 1 << 20;

  static final int LOG_ENTRIES_MAX = 2000;

  /// Characters of all kept log lines together.
  static final long LOG_CHARS_MAX = 8L << 20;

  /// How long one request waits for log entries.
  static final Duration LOG_WAIT_MAX = Duration.ofSeconds(60);

  private Limits() {}
}

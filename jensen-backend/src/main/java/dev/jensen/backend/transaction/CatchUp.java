package dev.jensen.backend.transaction;

import dev.jensen.backend.storage.Persistence;

/// Applies to the index what only the log has.
final class CatchUp {

  private CatchUp() {}

  static void run(Persistence persistence) {
    long applied = persistence.index().applied();
    long head = persistence.log().head().position();
    if (applied != head) {
      throw new IllegalStateException("index at %d, log at %d".formatted(applied, head));
    }
  }
}

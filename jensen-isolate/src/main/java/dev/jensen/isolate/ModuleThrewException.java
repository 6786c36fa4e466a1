package dev.jensen.isolate;

import dev.jensen.wire.worker.Thrown;

/// A module is missing, malformed, or threw while it was evaluated.
final class ModuleThrewException extends RuntimeException {

  private final transient Thrown thrown;

  ModuleThrewException(Thrown thrown) {
    super(thrown.message());
    this.thrown = thrown;
  }

  Thrown thrown() {
    return thrown;
  }
}

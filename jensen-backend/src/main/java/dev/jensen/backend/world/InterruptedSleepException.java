package dev.jensen.backend.world;

/// A sleeping or waiting thread was told to stop.
public final class InterruptedSleepException extends RuntimeException {

  InterruptedSleepException(InterruptedException cause) {
    super("interrupted while sleeping or waiting", cause);
  }
}

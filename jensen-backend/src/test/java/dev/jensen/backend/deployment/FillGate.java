package dev.jensen.backend.deployment;

import dev.jensen.backend.storage.StorageException;

/// Stops the filling of new indexes when a test says so.
final class FillGate implements Runnable {

  // Guarded by this.
  private int passes = Integer.MAX_VALUE;
  private boolean isHeld;
  private boolean isBroken;
  private int fills;

  /// Lets `passes` fills pass and holds the one that follows, none after it.
  synchronized void holdAfter(int passes) {
    this.passes = passes;
  }

  synchronized void awaitHeld() throws InterruptedException {
    while (!isHeld) {
      wait();
    }
  }

  synchronized void release() {
    isHeld = false;
    notifyAll();
  }

  /// Ends what is held as the end of the process would.
  synchronized void fail() {
    isBroken = true;
    release();
  }

  /// How many fills there were.
  synchronized int fills() {
    return fills;
  }

  @Override
  public synchronized void run() {
    fills++;
    if (passes-- == 0) {
      isHeld = true;
      notifyAll();
      try {
        while (isHeld) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (isBroken) {
        throw new StorageException("power failed");
      }
    }
  }
}

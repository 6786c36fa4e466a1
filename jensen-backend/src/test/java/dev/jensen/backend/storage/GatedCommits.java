package dev.jensen.backend.storage;

/// A disk on which commits wait or fail when a test says so.
public final class GatedCommits implements Persistence {

  private final Persistence disk;

  // Guarded by this.
  private boolean isHeld;
  private int commitsLeft = Integer.MAX_VALUE;
  private boolean hasFailed;

  public GatedCommits(Persistence disk) {
    this.disk = disk;
  }

  /// Lets commits wait until [#release].
  public synchronized void hold() {
    isHeld = true;
  }

  public synchronized void release() {
    isHeld = false;
    notifyAll();
  }

  /// Lets `commits` more happen; after that, it is as if the process had ended.
  public synchronized void failAfter(int commits) {
    commitsLeft = commits;
  }

  private synchronized void pass() {
    try {
      while (isHeld) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (commitsLeft == 0) {
      hasFailed = true;
      notifyAll();
      throw new StorageException("power failed");
    }
    commitsLeft--;
  }

  /// Waits until a commit has failed.
  public synchronized void awaitFailure() throws InterruptedException {
    while (!hasFailed) {
      wait();
    }
  }

  @Override
  public Log log() {
    return disk.log();
  }

  @Override
  public IndexStore index() {
    return disk.index();
  }

  @Override
  public AppendOutcome commit(LogEntry entry, IndexChanges changes) {
    pass();
    return disk.commit(entry, changes);
  }

  @Override
  public void close() {
    disk.close();
  }
}

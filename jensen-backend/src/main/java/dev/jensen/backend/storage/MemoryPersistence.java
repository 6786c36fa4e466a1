package dev.jensen.backend.storage;

/// Keeps everything in memory: for tests and throw-away deployments. Closing it loses nothing, so
/// that a test can open a database on it again.
public final class MemoryPersistence implements Persistence {

  private final MemoryLog log = new MemoryLog();
  private final MemoryIndexStore index = new MemoryIndexStore();

  @Override
  public Log log() {
    return log;
  }

  @Override
  public IndexStore index() {
    return index;
  }

  @Override
  public void close() {}
}

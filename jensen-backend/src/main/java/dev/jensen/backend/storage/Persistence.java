package dev.jensen.backend.storage;

/// The durable half of a database: its log and the index that is a view of it.
///
/// Thread-safe for reading; one thread at a time may commit.
public interface Persistence extends AutoCloseable {

  /// The commits, in order.
  Log log();

  /// What each index holds at each timestamp.
  IndexStore index();

  /// Appends `entry` and, if that succeeded, applies what it means for the index.
  ///
  /// When both live in one store this is one atomic, durable write. When only the log is durable
  /// the index may fall behind in a crash; [IndexStore#applied()] then says from where to catch up.
  default AppendOutcome commit(LogEntry entry, IndexChanges changes) {
    var outcome = log().append(entry);
    if (outcome instanceof AppendOutcome.Appended) {
      index().apply(entry.position(), changes);
    }
    return outcome;
  }

  @Override
  void close();
}

package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.storage.GatedCommits;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A database that refuses a commit while another one waits, which it does when a test says so.
public final class OneCommitAtATime implements AutoCloseable {

  private static final Limits LIMITS = limits(Limits.DEFAULT);

  private final GatedCommits disk = new GatedCommits(new MemoryPersistence());
  private final Database database;

  public OneCommitAtATime(World world) {
    this.database = Database.open(disk, world, LIMITS);
    try (var transaction = database.begin()) {
      var _ = transaction.definitions().createTable("fillers");
      assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  private static Limits limits(Limits usual) {
    return new Limits(
        usual.documentsRead(),
        usual.bytesRead(),
        usual.rangesRead(),
        usual.documentsWritten(),
        usual.bytesWritten(),
        1,
        usual.bytesWaiting(),
        usual.writeLogBytes(),
        usual.documentCacheBytes(),
        usual.retention());
  }

  public Database database() {
    return database;
  }

  /// Refuses commits until [#empty].
  ///
  /// @return completes when the commit that waits has happened
  public CompletableFuture<CommitOutcome> fill() {
    disk.hold();
    try (var transaction = database.begin()) {
      var _ = transaction.insert(Fixture.table(transaction, "fillers"), Value.Obj.of(Map.of()));
      return database.submit(transaction);
    }
  }

  public void empty() {
    disk.release();
  }

  @Override
  public void close() {
    disk.release();
    database.close();
  }
}

package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.table;
import static dev.jensen.backend.transaction.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.IndexStore;
import dev.jensen.backend.storage.Log;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.StorageException;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.FieldPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A log and an index that are not one store.
class CatchUpTest {

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final Log log = new MemoryPersistence().log();

  private record Apart(Log log, IndexStore index) implements Persistence {
    @Override
    public void close() {}
  }

  @Test
  void anEmptyIndexIsBuiltFromTheLog() {
    write(new MemoryPersistence().index());

    try (var database = open(new MemoryPersistence().index());
        var transaction = database.begin()) {
      var table = table(transaction, "messages");
      for (var index : List.of(Index.BY_ID, Index.BY_CREATION_TIME, "by_text")) {
        assertThat(all(transaction, table, index))
            .as(index)
            .extracting(document -> Fixture.field(document, "text").display())
            .containsExactlyInAnyOrder("\"a\"", "\"c\"");
      }
    }
  }

  @Test
  void anIndexThatFellBehindCatchesUp() {
    var index = new MemoryPersistence().index();
    open(index).close();
    write(new MemoryPersistence().index());

    try (var database = open(index);
        var transaction = database.begin()) {
      assertThat(all(transaction, table(transaction, "messages"), "by_text")).hasSize(2);
    }
  }

  @Test
  void aDocumentThatChangesAgainAndAgainIsFollowed() {
    write(new MemoryPersistence().index());
    var stale = new MemoryPersistence().index();
    open(stale).close();
    try (var database = open(new MemoryPersistence().index())) {
      for (var next : List.of("d", "e", "d")) {
        try (var transaction = database.begin()) {
          var table = table(transaction, "messages");
          transaction.replace(table, all(transaction, table, Index.BY_ID).getFirst(), text(next));
          committed(database.commit(transaction));
        }
      }
    }

    for (var index : List.of(stale, new MemoryPersistence().index())) {
      try (var database = open(index);
          var transaction = database.begin()) {
        var table = table(transaction, "messages");
        assertThat(all(transaction, table, "by_text"))
            .containsExactlyInAnyOrderElementsOf(all(transaction, table, Index.BY_ID));
      }
    }
  }

  @Test
  void aLogThatForgotTooMuchIsRefused() {
    write(new MemoryPersistence().index());
    log.trim(1);

    assertThatThrownBy(() -> open(new MemoryPersistence().index()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no longer reaches back");
  }

  /// Leaves "a" and "c", one older and one younger than the index `by_text`.
  private void write(IndexStore index) {
    try (var database = open(index)) {
      try (var transaction = database.begin()) {
        var table = transaction.definitions().createTable("messages");
        transaction.insert(table, text("a"));
        transaction.insert(table, text("b"));
        committed(database.commit(transaction));
      }
      try (var transaction = database.begin()) {
        transaction
            .definitions()
            .createIndex(
                table(transaction, "messages"), "by_text", List.of(FieldPath.parse("text")));
        committed(database.commit(transaction));
      }
      database.backfill();
      try (var transaction = database.begin()) {
        var table = table(transaction, "messages");
        transaction.delete(table, all(transaction, table, "by_text").getLast());
        transaction.insert(table, text("c"));
        committed(database.commit(transaction));
      }
    }
  }

  private Database open(IndexStore index) {
    return Database.open(new Apart(log, index), world);
  }
}

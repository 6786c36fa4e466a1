package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.storage.StorageException;
import dev.jensen.backend.transaction.SimulatedDisk.Fate;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import org.junit.jupiter.api.Test;

/// After a write that failed, nothing is written and everything durable is read.
class FailedWriteTest {

  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void whatIsDurableCanBeReadAndNothingWritten() throws InterruptedException {
    disk.setFree(true);
    try (var database = Database.open(disk, new SystemWorld())) {
      var id =
          database.transact(transaction ->
              transaction
                  .insert(transaction.definitions().createTable("numbers"), Fixture.number(1))
                  .id());
      disk.setFree(false);
      var transaction = database.beginAhead();
      replace(transaction, id, 2);
      var failing = database.submit(transaction);
      disk.awaitWriteOr(() -> false);
      try (var ahead = database.beginAhead()) {
        assertThat(number(ahead, id)).isEqualTo(2);
        var told = database.durable(ahead.begin());
        disk.decide(Fate.LOST);
        assertThatThrownBy(told::join).hasCauseInstanceOf(StorageException.class);
      }
      assertThatThrownBy(failing::join).hasCauseInstanceOf(StorageException.class);

      assertThat(database.<Long>transact(reader -> number(reader, id))).isEqualTo(1);
      assertThat(database.<Long>read(reader -> number(reader, id))).isEqualTo(1);
      var late = database.beginAhead();
      replace(late, id, 3);
      assertThatThrownBy(() -> database.submit(late)).isInstanceOf(StorageException.class);
      assertThat(database.<Long>transact(reader -> number(reader, id))).isEqualTo(1);
    }
  }

  private static void replace(Transaction transaction, DocumentId id, long number) {
    var table = Fixture.table(transaction, "numbers");
    transaction.replace(table, Fixture.existing(transaction, table, id), Fixture.number(number));
  }

  private static long number(Transaction transaction, DocumentId id) {
    return Fixture.number(Fixture.existing(transaction, Fixture.table(transaction, "numbers"), id));
  }
}

package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.index;
import static dev.jensen.backend.transaction.Fixture.table;
import static dev.jensen.backend.transaction.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.world.SimulatedWorld;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitsTest {

  private static final String HINT =
      " Consider using smaller limits in your queries, paginating your queries, or using indexed"
          + " queries with a selective index range expressions.";

  private final Database database = Database.open(new MemoryPersistence(), new SimulatedWorld(1));

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theDocumentAfterTheLastOneAllowedFailsAndSoDoTheNext() {
    insert(32_001);
    try (var transaction = database.begin()) {
      var table = table(transaction, "t");
      try (var scan =
          transaction.scan(table, index(table, Index.BY_ID), IndexRange.ALL, Order.ASCENDING)) {
        for (int i = 0; i < 32_000; i++) {
          scan.next();
        }

        assertExceeded(
            scan::next,
            "TooManyDocumentsRead",
            "Too many documents read in a single function execution (limit: 32000)." + HINT);
        assertExceeded(
            scan::next,
            "TooManyDocumentsRead",
            "Too many documents read in a single function execution (limit: 32000)." + HINT);
      }
    }
  }

  @Test
  void bytesReadAreLimited() {
    var megabyte = "x".repeat(1 << 20);
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("t");
      for (int i = 0; i < 15; i++) {
        transaction.insert(table, text(megabyte));
      }
      all(transaction, table, Index.BY_ID);

      assertExceeded(
          () -> all(transaction, table, Index.BY_ID),
          "TooManyBytesRead",
          "Too many bytes read in a single function execution (limit: 16777216 bytes)." + HINT);
    }
  }

  @Test
  void rangesReadAreLimited() {
    insert(1);
    try (var transaction = database.begin()) {
      var table = table(transaction, "t");
      for (int i = 0; i < 4096; i++) {
        readNothing(transaction, table);
      }

      assertExceeded(
          () -> readNothing(transaction, table),
          "TooManyReads",
          "Too many reads in a single function execution (limit: 4096)." + HINT);
    }
  }

  @Test
  void documentsWrittenAreLimited() {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("t");
      for (int i = 0; i < 16_000; i++) {
        transaction.insert(table, text(""));
      }

      assertExceeded(
          () -> transaction.insert(table, text("")),
          "TooManyWrites",
          "Too many writes in a single function execution (limit: 16000)");
    }
  }

  @Test
  void bytesWrittenAreLimited() {
    var half = "x".repeat(1 << 19);
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("t");
      for (int i = 0; i < 31; i++) {
        transaction.insert(table, text(half));
      }

      assertExceeded(
          () -> transaction.insert(table, text(half)),
          "TooManyBytesWritten",
          "Too many bytes written in a single function execution (limit: 16 MiB)");
      committed(database.commit(transaction));
    }
    assertThat(count()).isEqualTo(31);
  }

  @Test
  void systemTablesAreNotCounted() {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("_storage");
      for (int i = 0; i < 16_001; i++) {
        transaction.insert(table, text(""));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(all(transaction, table, Index.BY_ID)).hasSize(16_001);
      }
    }
  }

  private void insert(int count) {
    for (int left = count; left > 0; left -= 10_000) {
      try (var transaction = database.begin()) {
        var known = transaction.table("t");
        var table = known == null ? transaction.definitions().createTable("t") : known;
        for (int i = 0; i < Math.min(left, 10_000); i++) {
          transaction.insert(table, text(""));
        }
        committed(database.commit(transaction));
      }
    }
  }

  private int count() {
    try (var transaction = database.begin()) {
      return all(transaction, table(transaction, "t"), Index.BY_ID).size();
    }
  }

  private static void readNothing(Transaction transaction, Table table) {
    transaction.scan(table, index(table, Index.BY_ID), IndexRange.ALL, Order.ASCENDING).close();
  }

  private static void assertExceeded(ThrowingCallable call, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            LimitExceededException.class,
            exceeded -> {
              assertThat(exceeded.code()).isEqualTo(code);
              assertThat(exceeded).hasMessage(message);
            });
  }
}

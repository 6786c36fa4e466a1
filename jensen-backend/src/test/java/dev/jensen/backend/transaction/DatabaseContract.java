package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.field;
import static dev.jensen.backend.transaction.Fixture.table;
import static dev.jensen.backend.transaction.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.FieldPath;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a database does on whatever persistence it stands.
abstract class DatabaseContract {

  private final SimulatedWorld world = new SimulatedWorld(1);
  private Database database;

  /// Opens the same data each time.
  abstract Persistence openPersistence();

  @BeforeEach
  void open() {
    database = Database.open(openPersistence(), world);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void reopen() {
    close();
    open();
  }

  @Test
  void aNewDatabaseHasNoUserTables() {
    try (var transaction = database.begin()) {
      assertThat(transaction.table("messages")).isNull();
      assertThat(transaction.catalog().tables()).allMatch(Table::isSystem);
    }
  }

  @Test
  void committedDocumentsAreThereAfterReopening() {
    var written = insert("messages", "hello");

    reopen();

    try (var transaction = database.begin()) {
      var table = table(transaction, "messages");
      assertThat(table.number()).isEqualTo(10_001);
      assertThat(transaction.get(table, written.id())).isEqualTo(written);
      assertThat(all(transaction, table, Index.BY_CREATION_TIME)).containsExactly(written);
      assertThat(all(transaction, table, Index.BY_ID)).containsExactly(written);
    }
  }

  @Test
  void aTransactionReadsItsOwnWrites() {
    var old = insert("messages", "old");
    try (var transaction = database.begin()) {
      var table = table(transaction, "messages");

      var changed = transaction.replace(table, old, text("changed"));
      var added = transaction.insert(table, text("added"));

      assertThat(transaction.get(table, old.id())).isEqualTo(changed);
      assertThat(all(transaction, table, Index.BY_CREATION_TIME)).containsExactly(changed, added);
      transaction.delete(table, changed);
      assertThat(transaction.get(table, old.id())).isNull();
      assertThat(all(transaction, table, Index.BY_CREATION_TIME)).containsExactly(added);
    }
  }

  @Test
  void anAbandonedTransactionLeavesNothing() {
    insert("messages", "kept");

    try (var transaction = database.begin()) {
      transaction.insert(table(transaction, "messages"), text("dropped"));
    }

    try (var transaction = database.begin()) {
      assertThat(all(transaction, table(transaction, "messages"), Index.BY_ID)).hasSize(1);
    }
  }

  @Test
  void aReadThatSomebodyWroteToConflicts() {
    var document = insert("messages", "old");
    try (var late = database.begin();
        var early = database.begin()) {
      var table = table(late, "messages");
      late.get(table, document.id());
      late.insert(table, text("derived"));
      early.replace(table(early, "messages"), document, text("new"));
      var first = committed(database.commit(early));

      var outcome = database.commit(late);

      assertThat(outcome).isEqualTo(new CommitOutcome.Conflict("messages", first.timestamp()));
    }
  }

  @Test
  void blindInsertsDoNotConflict() {
    insert("messages", "first");
    try (var a = database.begin();
        var b = database.begin()) {
      a.insert(table(a, "messages"), text("a"));
      b.insert(table(b, "messages"), text("b"));

      assertThat(database.commit(a)).isInstanceOf(CommitOutcome.Committed.class);
      assertThat(database.commit(b)).isInstanceOf(CommitOutcome.Committed.class);
    }
  }

  @Test
  void aTableThatAppearsConflictsWithHavingSeenNone() {
    insert("others", "something");
    try (var transaction = database.begin()) {
      assertThat(transaction.table("messages")).isNull();
      transaction.insert(table(transaction, "others"), text("because there were no messages"));
      insert("messages", "hello");

      assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Conflict.class);
    }
  }

  @Test
  void twoTablesMadeAtOnceConflict() {
    try (var a = database.begin();
        var b = database.begin()) {
      a.definitions().createTable("a");
      b.definitions().createTable("b");

      assertThat(database.commit(a)).isInstanceOf(CommitOutcome.Committed.class);
      assertThat(database.commit(b)).isInstanceOf(CommitOutcome.Conflict.class);
    }
  }

  @Test
  void anIndexIsFilledWithOlderDocumentsAndMaintained() {
    var first = insert("messages", "b");
    try (var transaction = database.begin()) {
      transaction
          .definitions()
          .createIndex(table(transaction, "messages"), "by_text", List.of(FieldPath.parse("text")));
      database.commit(transaction);
    }
    var second = insert("messages", "a");
    try (var transaction = database.begin()) {
      var index = table(transaction, "messages").index("by_text");
      assertThat(index).extracting(Index::state).isEqualTo(Index.State.BACKFILLING);
    }

    database.backfill();

    var third = insert("messages", "c");
    reopen();
    try (var transaction = database.begin()) {
      var table = table(transaction, "messages");
      assertThat(table.index("by_text")).extracting(Index::state).isEqualTo(Index.State.READY);
      assertThat(all(transaction, table, "by_text")).containsExactly(second, first, third);
    }
  }

  @Test
  void writersThatDidNotKnowANewIndexConflict() {
    insert("messages", "a");
    try (var writer = database.begin();
        var pusher = database.begin()) {
      writer.insert(table(writer, "messages"), text("b"));
      pusher
          .definitions()
          .createIndex(table(pusher, "messages"), "by_text", List.of(FieldPath.parse("text")));
      database.commit(pusher);

      assertThat(database.commit(writer)).isInstanceOf(CommitOutcome.Conflict.class);
    }
  }

  @Test
  void anOlderSnapshotShowsWhatWasThere() {
    var old = insert("messages", "old");
    var then = database.latest();
    try (var transaction = database.begin()) {
      var table = table(transaction, "messages");
      transaction.replace(table, old, text("new"));
      transaction.definitions().createTable("later");
      database.commit(transaction);
    }

    try (var transaction = database.beginAt(then)) {
      assertThat(transaction.get(table(transaction, "messages"), old.id())).isEqualTo(old);
      assertThat(transaction.table("later")).isNull();
      assertThatThrownBy(() -> transaction.insert(table(transaction, "messages"), text("no")))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aSnapshotInTheFutureIsUnavailable() {
    var future = new Timestamp(database.latest().nanos() + 1);

    assertThatThrownBy(() -> database.beginAt(future))
        .isInstanceOf(SnapshotUnavailableException.class);
  }

  @Test
  void timestampsIncreaseWhenTheClockIsSetBackAndAfterARestart() {
    insert("messages", "a");
    var before = database.latest();

    world.advance(Duration.ofHours(-1));
    insert("messages", "b");
    var between = database.latest();
    reopen();
    insert("messages", "c");

    assertThat(between).isGreaterThan(before);
    assertThat(database.latest()).isGreaterThan(between);
  }

  @Test
  void creationTimesIncreaseWithinATransaction() {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("messages");

      var times = new ArrayList<Double>();
      for (int i = 0; i < 100; i++) {
        var document = transaction.insert(table, text("x"));
        times.add(((Value.Float64) field(document, "_creationTime")).value());
      }

      assertThat(times).isSorted().doesNotHaveDuplicates();
      assertThat(times.getFirst()).isGreaterThanOrEqualTo((double) world.now().toEpochMilli());
    }
  }

  @Test
  void writingAnEqualDocumentWritesNothing() {
    var document = insert("messages", "same");
    try (var transaction = database.begin()) {
      var table = table(transaction, "messages");

      var result = transaction.replace(table, document, text("same"));

      assertThat(result).isEqualTo(document);
      assertThat(transaction.hasWrites()).isFalse();
    }
  }

  @Test
  void unchangedSeesTheWritesBetween() {
    var document = insert("messages", "a");
    ReadSet reads;
    Timestamp before;
    try (var transaction = database.begin()) {
      transaction.get(table(transaction, "messages"), document.id());
      reads = transaction.readSet();
      before = transaction.begin();
    }
    insert("messages", "b");
    var between = database.latest();
    try (var transaction = database.begin()) {
      transaction.delete(table(transaction, "messages"), document);
      database.commit(transaction);
    }

    assertThat(database.unchanged(reads, before, between)).isTrue();
    assertThat(database.unchanged(reads, before, database.latest())).isFalse();
    assertThat(database.unchanged(reads, database.latest(), database.latest())).isTrue();
    assertThat(database.unchanged(reads, Timestamp.ZERO, database.latest())).isFalse();
  }

  @Test
  void listenersHearOfACommitBeforeItIsAnswered() {
    var heard = new ArrayList<Timestamp>();
    database.listen(commits -> commits.forEach(commit -> heard.add(commit.timestamp())));

    insert("messages", "a");

    assertThat(heard).containsExactly(database.latest());
  }

  private Document insert(String table, String text) {
    try (var transaction = database.begin()) {
      var known = transaction.table(table);
      var target = known == null ? transaction.definitions().createTable(table) : known;
      var document = transaction.insert(target, text(text));
      world.advance(Duration.ofMillis(1));
      assertThat(database.commit(transaction)).isInstanceOf(CommitOutcome.Committed.class);
      return document;
    }
  }
}

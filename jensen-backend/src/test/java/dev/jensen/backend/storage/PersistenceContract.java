package dev.jensen.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import dev.jensen.value.IndexKey;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every persistence does. A log of its own passes the tests about the log.
abstract class PersistenceContract {

  private static final UUID INDEX = new UUID(7, 7);
  private static final UUID NEIGHBOUR = new UUID(7, 8);
  private static final UUID LAST = new UUID(-1, -2);

  private Persistence persistence;

  /// Opens the same data each time.
  abstract Persistence openPersistence();

  @BeforeEach
  void open() {
    persistence = openPersistence();
  }

  @AfterEach
  void close() {
    persistence.close();
  }

  private void reopen() {
    close();
    open();
  }

  @Test
  void aNewLogIsEmpty() {
    assertThat(persistence.log().head()).isEqualTo(LogHead.EMPTY);
    assertThat(persistence.log().tail(0, 10)).isEmpty();
    assertThat(persistence.index().applied()).isZero();
  }

  @Test
  void entriesAreReadBackInOrder() {
    var entries = List.of(entry(1, 10, 11), entry(2, 12), entry(3, 20));

    entries.forEach(entry -> assertThat(append(entry)).isInstanceOf(AppendOutcome.Appended.class));

    reopen();
    assertThat(persistence.log().head()).isEqualTo(new LogHead(3, new Timestamp(20)));
    assertThat(persistence.log().tail(0, 10)).isEqualTo(entries);
    assertThat(persistence.log().tail(1, 1)).containsExactly(entries.get(1));
    assertThat(persistence.log().tail(3, 10)).isEmpty();
  }

  @Test
  void whoComesSecondLearnsTheHead() {
    append(entry(1, 10));
    append(entry(2, 20));

    assertThat(append(entry(2, 30)))
        .isEqualTo(new AppendOutcome.Refused(new LogHead(2, new Timestamp(20))));
    assertThat(append(entry(4, 30))).isInstanceOf(AppendOutcome.Refused.class);
    assertThat(persistence.log().tail(0, 10)).hasSize(2);
  }

  @Test
  void timestampsNeverMoveBack() {
    append(entry(1, 10));

    reopen();

    assertThatThrownBy(() -> append(entry(2, 10))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry(2, 30, 30)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTrimmedLogKeepsItsHead() {
    append(entry(1, 10));
    append(entry(2, 20));
    append(entry(3, 30));

    persistence.log().trim(2);

    assertThat(persistence.log().tail(0, 10)).containsExactly(entry(3, 30));
    persistence.log().trim(99);
    reopen();
    assertThat(persistence.log().head()).isEqualTo(new LogHead(3, new Timestamp(30)));
    assertThat(append(entry(4, 40))).isInstanceOf(AppendOutcome.Appended.class);
  }

  @Test
  void aCommitIsInTheLogAndInTheIndex() {
    var document = document(5);
    var row = new RowKey(INDEX, key(1), new Timestamp(10));

    persistence.commit(
        entry(1, 10), new IndexChanges(List.of(new IndexChange(row, true, document))));

    reopen();
    assertThat(persistence.index().applied()).isEqualTo(1);
    assertThat(persistence.log().head().position()).isEqualTo(1);
    assertThat(persistence.index().read(range(false, 10, 9)))
        .containsExactly(new IndexRow(key(1), new Timestamp(10), document));
    assertThat(persistence.index().documents(List.of(row))).containsExactly(document);
  }

  @Test
  void aRefusedCommitLeavesTheIndexAlone() {
    append(entry(1, 10));

    persistence.commit(entry(1, 20), rows(row(1, 20)));

    assertThat(persistence.index().read(range(false, 99, 9))).isEmpty();
  }

  @Test
  void aReadSeesTheNewestRowNotAfterIt() {
    apply(1, row(1, 10), row(1, 20), row(1, 30));

    assertThat(persistence.index().read(range(false, 9, 9))).isEmpty();
    assertThat(timestamps(range(false, 10, 9))).containsExactly(10L);
    assertThat(timestamps(range(false, 29, 9))).containsExactly(20L);
    assertThat(timestamps(range(true, 31, 9))).containsExactly(30L);
  }

  @Test
  void aTombstoneHidesOlderRows() {
    var tombstone = new IndexChange(new RowKey(INDEX, key(1), new Timestamp(20)), false, null);
    apply(1, row(1, 10), tombstone);

    assertThat(timestamps(range(false, 19, 9))).containsExactly(10L);
    assertThat(persistence.index().read(range(false, 20, 9))).isEmpty();
    assertThat(persistence.index().read(range(true, 20, 9))).isEmpty();
  }

  @Test
  void backfilledRowsDoNotMoveThePosition() {
    apply(3, row(1, 10));

    persistence.index().backfill(rows(row(2, 5)));
    persistence.index().backfill(rows(row(2, 5)));

    assertThat(persistence.index().applied()).isEqualTo(3);
    assertThat(timestamps(range(false, 10, 9))).containsExactly(10L, 5L);
  }

  @Test
  void aMissingRowHasNoDocument() {
    apply(1, row(1, 10));

    assertThat(
            persistence
                .index()
                .documents(
                    List.of(
                        new RowKey(INDEX, key(1), new Timestamp(11)),
                        new RowKey(INDEX, key(1), new Timestamp(10)),
                        new RowKey(NEIGHBOUR, key(1), new Timestamp(10)))))
        .containsExactly(null, document(10), null);
  }

  /// Reads of random ranges of random rows against a plain map, with keys that begin with each
  /// other, many rows of one key, and neighbouring indexes.
  @Seeded(runs = 30)
  void readsAgreeWithAModel(RandomGenerator random) {
    var model = new HashMap<RowKey, IndexChange>();
    for (int position = 1; position <= 20; position++) {
      var changes = randomChanges(random);
      changes.keySet().removeAll(model.keySet());
      persistence.index().apply(position, new IndexChanges(List.copyOf(changes.values())));
      model.putAll(changes);
    }

    for (int i = 0; i < 200; i++) {
      var read = randomRead(random);
      assertThat(persistence.index().read(read)).as("%s", read).isEqualTo(expected(model, read));
    }
  }

  /// Single keys as long as those of documents, their rows far apart in time and, on disk, in
  /// different files.
  @Seeded(runs = 10)
  void singleKeysAgreeWithAModel(RandomGenerator random) {
    var model = new HashMap<RowKey, IndexChange>();
    for (int position = 1; position <= 8; position++) {
      var changes = new HashMap<RowKey, IndexChange>();
      for (int i = 0; i < 10; i++) {
        var row = new RowKey(INDEX, randomDocumentKey(random), randomTimestamp(random));
        boolean live = random.nextInt(4) > 0;
        changes.put(row, new IndexChange(row, live, live ? document(random.nextInt()) : null));
      }
      changes.keySet().removeAll(model.keySet());
      persistence.index().apply(position, new IndexChanges(List.copyOf(changes.values())));
      model.putAll(changes);
      if (random.nextBoolean()) {
        reopen();
      }
    }

    for (int i = 0; i < 100; i++) {
      var key = randomDocumentKey(random);
      var read =
          new RangeRead(INDEX, key, key.next(), random.nextBoolean(), randomTimestamp(random), 1);
      assertThat(persistence.index().read(read)).as("%s", read).isEqualTo(expected(model, read));
    }
  }

  private static IndexKey randomDocumentKey(RandomGenerator random) {
    return IndexKey.of(
        List.of(new Value.Text("j57000820c20a1g7104gm2rc1m70ynr" + random.nextInt(6))));
  }

  private static Timestamp randomTimestamp(RandomGenerator random) {
    return new Timestamp(random.nextLong(1L << random.nextInt(4, 62)));
  }

  private static Map<RowKey, IndexChange> randomChanges(RandomGenerator random) {
    var changes = new HashMap<RowKey, IndexChange>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      var row =
          new RowKey(randomIndex(random), randomKey(random), new Timestamp(1 + random.nextInt(60)));
      boolean live = random.nextInt(4) > 0;
      changes.put(row, new IndexChange(row, live, live ? document(random.nextInt()) : null));
    }
    return changes;
  }

  private static List<IndexRow> expected(Map<RowKey, IndexChange> model, RangeRead read) {
    var newest = new TreeMap<IndexKey, IndexChange>();
    for (var change : model.values()) {
      var row = change.row();
      var end = read.end();
      if (row.index().equals(read.index())
          && row.timestamp().compareTo(read.at()) <= 0
          && row.key().compareTo(read.start()) >= 0
          && (end == null || row.key().compareTo(end) < 0)) {
        newest.merge(row.key(), change, PersistenceContract::newer);
      }
    }
    return (read.descending() ? newest.descendingMap() : newest)
        .values().stream()
            .filter(IndexChange::live)
            .limit(read.limit())
            .map(change ->
                new IndexRow(change.row().key(), change.row().timestamp(), change.document()))
            .toList();
  }

  private static IndexChange newer(IndexChange a, IndexChange b) {
    return a.row().timestamp().compareTo(b.row().timestamp()) > 0 ? a : b;
  }

  private static RangeRead randomRead(RandomGenerator random) {
    return new RangeRead(
        randomIndex(random),
        random.nextBoolean() ? IndexKey.FIRST : randomKey(random),
        random.nextBoolean() ? null : randomKey(random),
        random.nextBoolean(),
        new Timestamp(random.nextInt(70)),
        1 + random.nextInt(20));
  }

  private static UUID randomIndex(RandomGenerator random) {
    return List.of(INDEX, NEIGHBOUR, LAST).get(random.nextInt(3));
  }

  /// Few different ones, with the bytes that an escape could get wrong.
  private static IndexKey randomKey(RandomGenerator random) {
    var bytes = new byte[random.nextInt(4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = List.of((byte) 0, (byte) 1, (byte) 0x7f, (byte) 0xff).get(random.nextInt(4));
    }
    return new IndexKey(bytes);
  }

  private AppendOutcome append(LogEntry entry) {
    return persistence.log().append(entry);
  }

  private void apply(long position, IndexChange... changes) {
    persistence.index().apply(position, rows(changes));
  }

  private List<Long> timestamps(RangeRead read) {
    return persistence.index().read(read).stream().map(row -> row.timestamp().nanos()).toList();
  }

  private static IndexChanges rows(IndexChange... changes) {
    return new IndexChanges(List.of(changes));
  }

  private static IndexChange row(int key, long timestamp) {
    return new IndexChange(
        new RowKey(INDEX, key(key), new Timestamp(timestamp)), true, document(timestamp));
  }

  private static RangeRead range(boolean descending, long at, int limit) {
    return new RangeRead(INDEX, IndexKey.FIRST, null, descending, new Timestamp(at), limit);
  }

  private static IndexKey key(int value) {
    return new IndexKey(new byte[] {(byte) value});
  }

  private static EncodedDocument document(long number) {
    return EncodedDocument.of(Value.Obj.of(Map.of("number", new Value.Int64(number))));
  }

  private static LogEntry entry(long position, long... timestamps) {
    var commits = new ArrayList<Commit>();
    for (long timestamp : timestamps) {
      var id = new InternalId(new byte[InternalId.BYTES]);
      commits.add(
          new Commit(
              new Timestamp(timestamp),
              List.of(
                  new Revision(INDEX, id, document(timestamp), Timestamp.ZERO),
                  new Revision(NEIGHBOUR, id, null, new Timestamp(timestamp - 1)))));
    }
    return new LogEntry(position, commits);
  }
}

package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.index;
import static dev.jensen.backend.transaction.Fixture.number;
import static dev.jensen.backend.transaction.Fixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Many threads run random transactions; afterwards every committed one is replayed in the order of
/// commit timestamps, and must have read exactly what was there just before it.
class SerializabilityTest {

  private static final int THREADS = 8;
  private static final int DOCUMENTS = 6;

  private final ConcurrentLinkedQueue<Committed> history = new ConcurrentLinkedQueue<>();

  /// What one committed transaction saw and did.
  ///
  /// @param gets documents it looked up; null where there was none
  /// @param counts how many numbers it found in [from, from + 10)
  /// @param writes null where it deleted
  private record Committed(
      Timestamp begin,
      Timestamp timestamp,
      Map<DocumentId, @Nullable Long> gets,
      TreeMap<Long, Integer> counts,
      Map<DocumentId, @Nullable Long> writes) {

    boolean onlyRead() {
      return writes.isEmpty();
    }
  }

  @Seeded(runs = 10)
  void historiesAreSerializableInMemory(RandomGenerator random) throws Exception {
    check(new MemoryPersistence(), random, 150);
  }

  @Seeded(runs = 2)
  void historiesAreSerializableOnDisk(RandomGenerator random, @TempDir Path directory)
      throws Exception {
    check(RocksPersistence.open(directory), random, 100);
  }

  private void check(Persistence persistence, RandomGenerator random, int count)
      throws InterruptedException, ExecutionException {
    try (var database = Database.open(persistence, new SystemWorld())) {
      var ids = prepare(database);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < THREADS; i++) {
          var own = new SplittableRandom(random.nextLong());
          running.add(threads.submit(() -> runMany(database, ids, own, count)));
        }
        for (var future : running) {
          future.get();
        }
      }
    }
    assertThat(history.size()).isGreaterThan(count);
    replay();
  }

  private List<DocumentId> prepare(Database database) {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("numbers");
      transaction.definitions().createIndex(table, "by_number", List.of(FieldPath.parse("number")));
      var ids = new ArrayList<DocumentId>();
      var writes = new HashMap<DocumentId, @Nullable Long>();
      for (long i = 0; i < DOCUMENTS; i++) {
        var document = transaction.insert(table(transaction, "numbers"), Fixture.number(10 * i));
        ids.add(document.id());
        writes.put(document.id(), 10 * i);
      }
      var outcome = committed(database.commit(transaction));
      history.add(
          new Committed(
              transaction.begin(), outcome.timestamp(), Map.of(), new TreeMap<>(), writes));
      return ids;
    }
  }

  private void runMany(Database database, List<DocumentId> ids, RandomGenerator random, int count) {
    for (int i = 0; i < count; i++) {
      try (var transaction = random.nextBoolean() ? database.beginAhead() : database.begin()) {
        runOnce(database, transaction, ids, random);
      }
    }
  }

  private void runOnce(
      Database database, Transaction transaction, List<DocumentId> ids, RandomGenerator random) {
    var table = table(transaction, "numbers");
    var gets = new HashMap<DocumentId, @Nullable Long>();
    var counts = new TreeMap<Long, Integer>();
    var writes = new HashMap<DocumentId, @Nullable Long>();
    long sum = 0;
    for (int i = random.nextInt(3); i >= 0; i--) {
      var id = ids.get(random.nextInt(ids.size()));
      var document = transaction.get(table, id);
      gets.put(id, document == null ? null : number(document));
      sum += document == null ? 1 : number(document);
    }
    if (random.nextBoolean()) {
      long from = 10L * random.nextInt(DOCUMENTS);
      int found = count(transaction, from);
      counts.put(from, found);
      sum += found;
    }
    var target = transaction.get(table, ids.get(random.nextInt(ids.size())));
    long value = Math.floorMod(sum, 10 * DOCUMENTS);
    if (target == null || random.nextInt(6) == 0) {
      writes.put(transaction.insert(table, Fixture.number(value)).id(), value);
    } else {
      gets.putIfAbsent(target.id(), number(target));
      transaction.replace(table, target, Fixture.number(value));
      writes.put(target.id(), value);
    }
    if (!transaction.hasWrites()) {
      writes.clear();
    }
    if (database.commit(transaction) instanceof CommitOutcome.Committed(var timestamp)) {
      history.add(new Committed(transaction.begin(), timestamp, gets, counts, writes));
    }
  }

  private static int count(Transaction transaction, long from) {
    var table = table(transaction, "numbers");
    var start = key(from);
    var range = new IndexRange(start, key(from + 10));
    int found = 0;
    try (var scan = transaction.scan(table, index(table, "by_number"), range, Order.ASCENDING)) {
      while (scan.next() != null) {
        found++;
      }
    }
    return found;
  }

  private static IndexKey key(long number) {
    return IndexKey.of(List.of(new Value.Int64(number)));
  }

  private void replay() {
    var state = new HashMap<DocumentId, Long>();
    var last = Timestamp.ZERO;
    var inOrder =
        history.stream()
            .sorted(Comparator.comparing(Committed::timestamp).thenComparing(Committed::onlyRead))
            .toList();
    for (var commit : inOrder) {
      assertThat(commit.onlyRead() || commit.timestamp().compareTo(last) > 0).isTrue();
      commit
          .gets()
          .forEach((id, value) -> assertThat(state.get(id)).as("%s", commit).isEqualTo(value));
      commit
          .counts()
          .forEach((from, found) ->
              assertThat(state.values().stream().filter(n -> n >= from && n < from + 10).count())
                  .as("%s", commit)
                  .isEqualTo((long) found));
      commit.writes().forEach((id, value) -> apply(state, id, value));
      last = commit.timestamp();
    }
  }

  private static void apply(Map<DocumentId, Long> state, DocumentId id, @Nullable Long value) {
    if (value == null) {
      state.remove(id);
    } else {
      state.put(id, value);
    }
  }

  /// Both read both, each writes one: snapshot isolation would let the two commit.
  @Seeded(runs = 5)
  void writeSkewIsImpossible(RandomGenerator random) throws Exception {
    try (var database = Database.open(new MemoryPersistence(), new SystemWorld())) {
      var ids = prepare(database);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var running = new ArrayList<Future<?>>();
        for (int i = 0; i < THREADS; i++) {
          int own = random.nextInt(2);
          running.add(threads.submit(() -> takeFromPair(database, ids.get(own), ids)));
        }
        for (var future : running) {
          future.get();
        }
      }
      try (var transaction = database.begin()) {
        var table = table(transaction, "numbers");
        long sum =
            all(transaction, table, Index.BY_ID).stream()
                .filter(document -> ids.subList(0, 2).contains(document.id()))
                .mapToLong(Fixture::number)
                .sum();
        assertThat(sum).isGreaterThanOrEqualTo(0);
      }
    }
  }

  /// Takes 1 while the first two numbers together are positive.
  private static void takeFromPair(Database database, DocumentId own, List<DocumentId> ids) {
    boolean positive = true;
    while (positive) {
      try (var transaction = database.begin()) {
        var table = table(transaction, "numbers");
        var first = Fixture.existing(transaction, table, ids.get(0));
        var second = Fixture.existing(transaction, table, ids.get(1));
        positive = number(first) + number(second) > 0;
        if (positive) {
          var mine = own.equals(first.id()) ? first : second;
          transaction.replace(table, mine, Fixture.number(number(mine) - 1));
          database.commit(transaction);
        }
      }
    }
  }
}

package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.committed;
import static dev.jensen.backend.transaction.Fixture.index;
import static dev.jensen.backend.transaction.Fixture.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Scans of random ranges, with pending writes before and between the steps, against a plain map of
/// documents.
class ScanTest {

  private static final List<Value> VALUES =
      List.of(
          new Value.Null(),
          new Value.Int64(-1),
          new Value.Int64(0),
          new Value.Float64(0.5),
          new Value.Text(""),
          new Value.Text("a"),
          new Value.Text("ab"),
          new Value.Array(List.of(new Value.Null())));

  @Seeded(runs = 40)
  void scansAgreeWithAModelInMemory(RandomGenerator random) {
    check(new MemoryPersistence(), random);
  }

  @Seeded(runs = 4)
  void scansAgreeWithAModelOnDisk(RandomGenerator random, @TempDir Path directory) {
    check(RocksPersistence.open(directory), random);
  }

  private static void check(Persistence persistence, RandomGenerator random) {
    var model = new HashMap<DocumentId, Document>();
    try (var database = Database.open(persistence, new SimulatedWorld(random.nextLong()))) {
      try (var transaction = database.begin()) {
        var table = transaction.definitions().createTable("things");
        transaction
            .definitions()
            .createIndex(table, "by_a_b", List.of(FieldPath.parse("a"), FieldPath.parse("b.c")));
        committed(database.commit(transaction));
      }
      for (int i = 0; i < 5; i++) {
        try (var transaction = database.begin()) {
          var seen = new HashMap<>(model);
          writeRandomly(transaction, seen, random, random.nextInt(30));
          scanRandomly(transaction, seen, random);
          committed(database.commit(transaction));
          model.clear();
          model.putAll(seen);
        }
      }
    }
  }

  private static void writeRandomly(
      Transaction transaction, Map<DocumentId, Document> model, RandomGenerator random, int count) {
    var table = table(transaction, "things");
    for (int i = 0; i < count; i++) {
      var victim = any(model, random);
      int choice = random.nextInt(4);
      if (victim == null || choice < 2) {
        var added = transaction.insert(table, randomFields(random));
        model.put(added.id(), added);
      } else if (choice == 2) {
        model.put(victim.id(), transaction.replace(table, victim, randomFields(random)));
      } else {
        transaction.delete(table, victim);
        model.remove(victim.id());
      }
    }
  }

  private static @Nullable Document any(Map<DocumentId, Document> model, RandomGenerator random) {
    return model.isEmpty() ? null : List.copyOf(model.values()).get(random.nextInt(model.size()));
  }

  private static Value.Obj randomFields(RandomGenerator random) {
    var fields = new HashMap<String, Value>();
    if (random.nextInt(5) > 0) {
      fields.put("a", VALUES.get(random.nextInt(VALUES.size())));
    }
    if (random.nextInt(5) > 0) {
      fields.put("b", Value.Obj.of(Map.of("c", VALUES.get(random.nextInt(VALUES.size())))));
    }
    return Value.Obj.of(fields);
  }

  private static void scanRandomly(
      Transaction transaction, Map<DocumentId, Document> model, RandomGenerator random) {
    for (int i = 0; i < 10; i++) {
      var table = table(transaction, "things");
      var index = index(table, List.of("by_id", "by_creation_time", "by_a_b").get(i % 3));
      var order = random.nextBoolean() ? Order.ASCENDING : Order.DESCENDING;
      var range =
          new IndexRange(randomStart(model, index, random), randomEnd(model, index, random));
      int steps = random.nextInt(3) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
      boolean writing = random.nextInt(3) == 0;
      try (var scan = transaction.scan(table, index, range, order)) {
        walk(
            transaction,
            model,
            new Walk(scan, index, range, order, new IdentityHashMap<>()),
            steps,
            writing,
            random);
      }
    }
  }

  private record Walk(
      Scan scan, Index index, IndexRange range, Order order, Map<Document, IndexKey> keys) {

    IndexKey keyOf(Document document) {
      return keys.computeIfAbsent(document, unknown -> index.keyOf(unknown.value()));
    }

    /// The first document past `position` that the model has.
    @Nullable Document expected(Map<DocumentId, Document> model, @Nullable IndexKey position) {
      Document best = null;
      for (var document : model.values()) {
        var key = keyOf(document);
        if (range.contains(key)
            && (position == null || isBefore(position, key))
            && (best == null || isBefore(key, keyOf(best)))) {
          best = document;
        }
      }
      return best;
    }

    private boolean isBefore(IndexKey a, IndexKey b) {
      int comparison = a.compareTo(b);
      return order == Order.ASCENDING ? comparison < 0 : comparison > 0;
    }
  }

  private static void walk(
      Transaction transaction,
      Map<DocumentId, Document> model,
      Walk walk,
      int steps,
      boolean writing,
      RandomGenerator random) {
    for (int i = 0; i < steps; i++) {
      var expected = walk.expected(model, walk.scan().position());
      var found = walk.scan().next();
      assertThat(found).isEqualTo(expected);
      if (found == null) {
        assertThat(walk.scan().consumed()).isEqualTo(walk.range());
        return;
      }
      assertThat(walk.scan().position()).isEqualTo(walk.index().keyOf(found.value()));
      assertThat(consumedEnd(walk)).isTrue();
      if (writing) {
        writeRandomly(transaction, model, random, 1);
      }
    }
  }

  /// Whether exactly what lies up to the last document counts as read.
  private static boolean consumedEnd(Walk walk) {
    var last = walk.scan().position();
    var consumed = walk.scan().consumed();
    if (last == null || consumed == null) {
      return false;
    }
    return walk.order() == Order.ASCENDING
        ? consumed.equals(new IndexRange(walk.range().start(), last.next()))
        : consumed.start().equals(last) && consumed.contains(last);
  }

  private static IndexKey randomStart(
      Map<DocumentId, Document> model, Index index, RandomGenerator random) {
    var key = randomKey(model, index, random);
    return key == null ? IndexRange.ALL.start() : key;
  }

  private static @Nullable IndexKey randomEnd(
      Map<DocumentId, Document> model, Index index, RandomGenerator random) {
    return randomKey(model, index, random);
  }

  /// A whole key, the key after it, a beginning of it, or null.
  private static @Nullable IndexKey randomKey(
      Map<DocumentId, Document> model, Index index, RandomGenerator random) {
    var document = any(model, random);
    if (document == null || random.nextInt(3) == 0) {
      return null;
    }
    var whole = index.keyOf(document.value());
    var values = new ArrayList<@Nullable Value>();
    values.add(index.fields().getFirst().in(document.value()));
    return switch (random.nextInt(4)) {
      case 0 -> whole;
      case 1 -> whole.next();
      case 2 -> IndexKey.of(values);
      default -> IndexKey.of(values).afterPrefix();
    };
  }
}

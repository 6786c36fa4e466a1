package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A document is what it was at the snapshot at which it is looked up, whatever is kept in memory,
/// also when the snapshot is older than the process.
class SnapshotReadTest {

  private static final int DOCUMENTS = 8;

  private final TreeMap<Timestamp, Map<DocumentId, Long>> states = new TreeMap<>();
  private final Map<DocumentId, Long> now = new HashMap<>();
  private final List<DocumentId> ids = new ArrayList<>();

  @Seeded(runs = 40)
  void documentsAreThoseOfTheSnapshot(RandomGenerator random) {
    var persistence = new MemoryPersistence();
    try (var database = Database.open(persistence, new SystemWorld())) {
      var _ = database.transact(transaction -> transaction.definitions().createTable("numbers"));
    }
    for (int i = 0; i < 10; i++) {
      try (var database = Database.open(persistence, new SystemWorld())) {
        for (int j = random.nextInt(60); j > 0; j--) {
          step(database, random);
        }
      }
    }
  }

  private void step(Database database, RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      write(database, random);
    } else if (!states.isEmpty()) {
      try (var transaction = begin(database, random)) {
        read(transaction, random);
      }
    }
  }

  private static Table table(Transaction transaction) {
    return Fixture.table(transaction, "numbers");
  }

  private void write(Database database, RandomGenerator random) {
    try (var transaction = random.nextBoolean() ? database.beginAhead() : database.begin()) {
      for (int i = random.nextInt(3); i >= 0; i--) {
        long number = random.nextInt(1000);
        if (ids.size() < DOCUMENTS) {
          var id = transaction.insert(table(transaction), Fixture.number(number)).id();
          ids.add(id);
          now.put(id, number);
        } else {
          change(transaction, ids.get(random.nextInt(DOCUMENTS)), number, random.nextInt(8) == 0);
        }
      }
      var outcome = database.submit(transaction).join();
      states.put(Fixture.committed(outcome).timestamp(), new HashMap<>(now));
    }
  }

  private void change(Transaction transaction, DocumentId id, long number, boolean isDeleted) {
    var document = transaction.get(table(transaction), id);
    if (document == null) {
      return;
    }
    if (isDeleted) {
      transaction.delete(table(transaction), document);
      now.remove(id);
    } else {
      transaction.replace(table(transaction), document, Fixture.number(number));
      now.put(id, number);
    }
  }

  private Transaction begin(Database database, RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> database.begin();
      case 1 -> database.beginAhead();
      default -> database.beginAt(List.copyOf(states.keySet()).get(random.nextInt(states.size())));
    };
  }

  private void read(Transaction transaction, RandomGenerator random) {
    var state = states.floorEntry(transaction.begin()).getValue();
    for (var id : ids) {
      if (random.nextBoolean()) {
        var found = transaction.get(table(transaction), id);
        assertThat(found == null ? null : Fixture.number(found)).isEqualTo(state.get(id));
      }
    }
  }
}

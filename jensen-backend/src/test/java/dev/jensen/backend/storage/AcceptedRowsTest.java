package dev.jensen.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What is accepted but not written reads like what is written.
class AcceptedRowsTest {

  private static final int KEYS = 12;
  private static final List<UUID> INDEXES = List.of(new UUID(1, 1), new UUID(1, 2));

  private final MemoryIndexStore everything = new MemoryIndexStore();
  private final MemoryIndexStore written = new MemoryIndexStore();
  private final AcceptedRows rows = new AcceptedRows(written);
  private final ArrayDeque<List<IndexChange>> accepted = new ArrayDeque<>();
  private final List<RowKey> documents = new ArrayList<>();
  private long now;

  @Seeded(runs = 300)
  void readsAreThoseOfAllRows(RandomGenerator random) {
    for (int i = 0; i < 200; i++) {
      switch (random.nextInt(4)) {
        case 0 -> accept(random);
        case 1 -> write(random);
        case 2 -> {
          var read = read(random);
          assertThat(rows.read(read)).as("%s", read).isEqualTo(everything.read(read));
        }
        default -> {
          var some = documents.stream().filter(_ -> random.nextInt(10) == 0).toList();
          assertThat(rows.documents(some)).isEqualTo(everything.documents(some));
        }
      }
    }
  }

  private void accept(RandomGenerator random) {
    var commit = new ArrayList<IndexChange>();
    now += random.nextInt(1, 3);
    for (var index : INDEXES) {
      for (int key = 0; key < KEYS; key++) {
        if (random.nextInt(4) == 0) {
          var row = new RowKey(index, key(key), new Timestamp(now));
          boolean live = random.nextInt(3) > 0;
          commit.add(new IndexChange(row, live, live ? document() : null));
          documents.add(row);
        }
      }
    }
    everything.backfill(new IndexChanges(commit));
    rows.add(commit);
    accepted.add(commit);
  }

  private EncodedDocument document() {
    return EncodedDocument.of(Value.Obj.of(Map.of("n", new Value.Int64(now))));
  }

  private void write(RandomGenerator random) {
    var group = new ArrayList<IndexChange>();
    Timestamp last = null;
    for (int i = random.nextInt(3); i >= 0 && !accepted.isEmpty(); i--) {
      var commit = accepted.remove();
      group.addAll(commit);
      last = commit.isEmpty() ? last : commit.getLast().row().timestamp();
    }
    written.backfill(new IndexChanges(group));
    if (last != null) {
      rows.written(group, last);
    }
  }

  private RangeRead read(RandomGenerator random) {
    int start = random.nextInt(KEYS);
    @Nullable IndexKey end =
        switch (random.nextInt(4)) {
          case 0 -> null;
          case 1 -> key(start).next();
          default -> key(random.nextInt(KEYS + 1));
        };
    return new RangeRead(
        INDEXES.get(random.nextInt(INDEXES.size())),
        random.nextInt(3) == 0 ? IndexKey.FIRST : key(start),
        end,
        random.nextBoolean(),
        new Timestamp(random.nextLong(now + 2)),
        random.nextInt(1, KEYS + 2));
  }

  private static IndexKey key(int number) {
    return IndexKey.of(List.of(new Value.Int64(number)));
  }
}

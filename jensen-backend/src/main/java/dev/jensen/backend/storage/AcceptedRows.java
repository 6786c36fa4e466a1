package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The rows of commits that are accepted but not yet written, in front of those that are.
///
/// Reads at timestamps up to which everything is written do not notice. Others look here first and
/// then at what is written: rows leave here only after they were written, so none is missed.
///
/// Thread-safe, if one thread at a time adds, and one at a time says what was written.
public final class AcceptedRows implements IndexRows {

  private final IndexRows written;
  private final ConcurrentHashMap<UUID, ConcurrentNavigableMap<Place, IndexChange>> indexes =
      new ConcurrentHashMap<>();
  private volatile Timestamp writtenUpTo = Timestamp.ZERO;

  /// Where a row is in its index: rows of one key lie together, newest first.
  private record Place(IndexKey key, Timestamp timestamp) implements Comparable<Place> {

    private static final Timestamp NEWEST = new Timestamp(Long.MAX_VALUE);

    static Place of(RowKey row) {
      return new Place(row.key(), row.timestamp());
    }

    /// Before every row of `key`, after every row of smaller keys.
    static Place before(IndexKey key) {
      return new Place(key, NEWEST);
    }

    /// After every row of `key`, before every row of greater keys.
    static Place after(IndexKey key) {
      return new Place(key, Timestamp.ZERO);
    }

    @Override
    public int compareTo(Place other) {
      int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : other.timestamp.compareTo(timestamp);
    }
  }

  /// @param written where the rows go when they are written
  public AcceptedRows(IndexRows written) {
    this.written = written;
  }

  /// Adds the rows of a commit that comes after all others.
  public void add(List<IndexChange> rows) {
    for (var row : rows) {
      var _ =
          indexes.compute(
              row.row().index(),
              (_, known) -> {
                var index = known == null ? new ConcurrentSkipListMap<Place, IndexChange>() : known;
                index.put(Place.of(row.row()), row);
                return index;
              });
    }
  }

  /// Notes that these rows are written, as is every other one up to `upTo`.
  public void written(List<IndexChange> rows, Timestamp upTo) {
    writtenUpTo = upTo;
    for (var row : rows) {
      var _ =
          indexes.computeIfPresent(
              row.row().index(),
              (_, index) -> {
                index.remove(Place.of(row.row()));
                return index.isEmpty() ? null : index;
              });
    }
  }

  @Override
  public List<IndexRow> read(RangeRead read) {
    var newer = newer(read);
    if (newer.isEmpty()) {
      return written.read(read);
    }
    if (read.isPoint()) {
      var row = newer.getFirst();
      return row.live() ? List.of(found(row)) : List.of();
    }
    // Each row from here hides at most one there.
    var older = written.read(read.withLimit(read.limit() + newer.size()));
    var merged = merge(newer, older, read.descending());
    return merged.size() <= read.limit() ? merged : merged.subList(0, read.limit());
  }

  /// The newest row, live or not, of each key in the range that has one here, in the order of
  /// `read`; none behind the last live row that can still be wanted.
  private List<IndexChange> newer(RangeRead read) {
    if (read.at().compareTo(writtenUpTo) <= 0) {
      return List.of();
    }
    var index = indexes.get(read.index());
    if (index == null) {
      return List.of();
    }
    var found = new ArrayList<IndexChange>();
    int live = 0;
    var key = first(index, read);
    while (key != null && live < read.limit() && isWithin(key, read)) {
      var newest = index.ceilingEntry(new Place(key, read.at()));
      if (newest != null && newest.getKey().key().equals(key)) {
        found.add(newest.getValue());
        live += newest.getValue().live() ? 1 : 0;
      }
      key =
          keyOf(
              read.descending()
                  ? index.lowerKey(Place.before(key))
                  : index.higherKey(Place.after(key)));
    }
    return found;
  }

  private static @Nullable IndexKey first(
      ConcurrentNavigableMap<Place, IndexChange> index, RangeRead read) {
    if (!read.descending()) {
      return keyOf(index.ceilingKey(Place.before(read.start())));
    }
    var end = read.end();
    if (end != null) {
      return keyOf(index.lowerKey(Place.before(end)));
    }
    var last = index.lastEntry();
    return last == null ? null : last.getKey().key();
  }

  private static @Nullable IndexKey keyOf(@Nullable Place place) {
    return place == null ? null : place.key();
  }

  private static boolean isWithin(IndexKey key, RangeRead read) {
    var end = read.end();
    return read.descending()
        ? key.compareTo(read.start()) >= 0
        : end == null || key.compareTo(end) < 0;
  }

  private static List<IndexRow> merge(
      List<IndexChange> newer, List<IndexRow> older, boolean descending) {
    var merged = new ArrayList<IndexRow>(newer.size() + older.size());
    int next = 0;
    for (var row : newer) {
      var key = row.row().key();
      while (next < older.size() && comesBefore(older.get(next).key(), key, descending)) {
        merged.add(older.get(next++));
      }
      if (next < older.size() && older.get(next).key().equals(key)) {
        next++;
      }
      if (row.live()) {
        merged.add(found(row));
      }
    }
    merged.addAll(older.subList(next, older.size()));
    return merged;
  }

  private static boolean comesBefore(IndexKey a, IndexKey b, boolean descending) {
    return descending ? a.compareTo(b) > 0 : a.compareTo(b) < 0;
  }

  private static IndexRow found(IndexChange row) {
    return new IndexRow(row.row().key(), row.row().timestamp(), row.document());
  }

  @Override
  public List<@Nullable EncodedDocument> documents(List<RowKey> rows) {
    if (rows.stream().allMatch(row -> accepted(row) == null)) {
      return written.documents(rows);
    }
    var documents = new ArrayList<@Nullable EncodedDocument>(rows.size());
    for (var row : rows) {
      var accepted = accepted(row);
      documents.add(
          accepted == null ? written.documents(List.of(row)).getFirst() : accepted.document());
    }
    return documents;
  }

  private @Nullable IndexChange accepted(RowKey row) {
    if (row.timestamp().compareTo(writtenUpTo) <= 0) {
      return null;
    }
    var index = indexes.get(row.index());
    return index == null ? null : index.get(Place.of(row));
  }
}

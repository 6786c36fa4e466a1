package dev.jensen.backend.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// The newest revisions of documents that were read or written lately.
///
/// What is here is the newest of all that is accepted, and so what a read finds at every snapshot
/// not before it. Commits are told here before anybody can read at their timestamp. What a reader
/// found is taken if nothing was written since its snapshot; the time of the last write is kept for
/// each of a fixed number of groups of documents.
///
/// Thread-safe, if one thread at a time tells of commits, in order.
final class NewestRevisions {

  private static final int GROUPS = 1 << 12;

  /// Of one commit: whoever writes many documents does not read them next.
  private static final int TAKEN_MAX = 256;

  private final Cache<Place, StoredDocument> documents;
  private final AtomicLongArray lastWritten = new AtomicLongArray(GROUPS);

  private record Place(TabletId tablet, InternalId id) {

    static Place of(Table table, DocumentId id) {
      return new Place(table.tablet(), id.internalId());
    }

    int group() {
      int hash = hashCode();
      return (hash ^ hash >>> 16) & GROUPS - 1;
    }
  }

  /// @param bytes about how much memory to use
  /// @param lastCommit the newest commit that this is not told of
  NewestRevisions(long bytes, Timestamp lastCommit) {
    this.documents =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Place _, StoredDocument document) -> IndexReader.weight(document))
            .executor(Runnable::run)
            .build();
    for (int group = 0; group < GROUPS; group++) {
      lastWritten.set(group, lastCommit.nanos());
    }
  }

  /// What the document is at `at`, or null if that is not known here.
  @Nullable StoredDocument get(Table table, DocumentId id, Timestamp at) {
    var newest = documents.getIfPresent(Place.of(table, id));
    return newest != null && newest.timestamp().compareTo(at) <= 0 ? newest : null;
  }

  /// Takes what the document was found to be at `at`.
  void found(Table table, DocumentId id, Timestamp at, StoredDocument document) {
    var place = Place.of(table, id);
    documents
        .asMap()
        .compute(
            place, (_, known) -> lastWritten.get(place.group()) <= at.nanos() ? document : known);
  }

  /// Takes what a commit made of documents.
  void written(List<DocumentChange> changes, Timestamp timestamp) {
    boolean areTaken = changes.size() <= TAKEN_MAX;
    for (var change : changes) {
      var place = Place.of(change.table(), change.id());
      lastWritten.set(place.group(), timestamp.nanos());
      var after = change.after();
      if (after != null && areTaken) {
        documents.put(place, new StoredDocument(change.id(), timestamp, after, after.size()));
      } else {
        documents.invalidate(place);
      }
    }
  }
}

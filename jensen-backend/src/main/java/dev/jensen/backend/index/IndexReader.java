package dev.jensen.backend.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.backend.storage.EncodedDocument;
import dev.jensen.backend.storage.IndexRow;
import dev.jensen.backend.storage.IndexRows;
import dev.jensen.backend.storage.RangeRead;
import dev.jensen.backend.storage.RowKey;
import dev.jensen.value.DocumentId;
import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads documents through indexes.
///
/// Only `by_id` holds content; rows of other indexes name their document, and the contents of a
/// page are fetched together. Decoded revisions are kept in a bounded cache: a revision never
/// changes, so nothing in it can be stale. Newest revisions are found without a look at the index.
///
/// Thread-safe.
public final class IndexReader {

  /// What a decoded document takes in memory, compared to its size.
  private static final int WEIGHT_FACTOR = 3;

  private static final int WEIGHT_FIXED = 300;

  private static final int COUNTED_AT_ONCE = 1000;

  private final IndexRows store;
  private final Cache<RowKey, StoredDocument> revisions;
  private final NewestRevisions newest;

  /// @param cacheBytes about how much memory decoded documents may take
  /// @param lastCommit the newest commit that [#written] is not told of: what is read at older
  ///   snapshots need not be the newest
  public IndexReader(IndexRows store, long cacheBytes, Timestamp lastCommit) {
    this.store = store;
    this.revisions =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes / 3)
            .weigher((RowKey _, StoredDocument document) -> weight(document))
            .executor(Runnable::run)
            .build();
    this.newest = new NewestRevisions(cacheBytes - cacheBytes / 3, lastCommit);
  }

  /// About how much memory a decoded document takes.
  static int weight(StoredDocument document) {
    return WEIGHT_FIXED + WEIGHT_FACTOR * document.size();
  }

  /// To be told of every commit, in order, before anybody reads at its timestamp.
  public void written(List<DocumentChange> changes, Timestamp timestamp) {
    newest.written(changes, timestamp);
  }

  /// The newest revision not after `at`, or null if there is none or it is a deletion.
  public @Nullable StoredDocument get(Table table, DocumentId id, Timestamp at) {
    var known = newest.get(table, id, at);
    if (known != null) {
      return known;
    }
    var key = DocumentKeys.of(id);
    var index = table.byId().id().uuid();
    var rows = store.read(new RangeRead(index, key, key.next(), false, at, 1));
    if (rows.isEmpty()) {
      return null;
    }
    var document = inline(index, rows.getFirst());
    newest.found(table, id, at, document);
    return document;
  }

  /// How many documents `index` has at `at`.
  public long count(Index index, Timestamp at) {
    long count = 0;
    var start = IndexKey.FIRST;
    while (true) {
      var page =
          store.read(new RangeRead(index.id().uuid(), start, null, false, at, COUNTED_AT_ONCE));
      count += page.size();
      if (page.size() < COUNTED_AT_ONCE) {
        return count;
      }
      start = page.getLast().key().next();
    }
  }

  /// A page of documents, in the order of `read`.
  public List<IndexEntry> read(Table table, RangeRead read) {
    var rows = store.read(read);
    var byId = table.byId().id().uuid();
    if (read.index().equals(byId)) {
      return rows.stream().map(row -> new IndexEntry(row.key(), inline(byId, row))).toList();
    }
    return follow(byId, rows);
  }

  private StoredDocument inline(UUID byId, IndexRow row) {
    var content = row.document();
    if (content == null) {
      throw new IllegalStateException("a row of by_id without a document");
    }
    return decode(new RowKey(byId, row.key(), row.timestamp()), content);
  }

  private StoredDocument decode(RowKey row, EncodedDocument content) {
    var known = revisions.getIfPresent(row);
    if (known != null) {
      return known;
    }
    var document = StoredDocument.of(row.timestamp(), content.decode());
    revisions.put(row, document);
    return document;
  }

  private List<IndexEntry> follow(UUID byId, List<IndexRow> rows) {
    var documents = new ArrayList<@Nullable StoredDocument>(rows.size());
    var missing = new ArrayList<RowKey>();
    for (var row : rows) {
      var key = new RowKey(byId, DocumentKeys.within(row.key()), row.timestamp());
      var known = revisions.getIfPresent(key);
      documents.add(known);
      if (known == null) {
        missing.add(key);
      }
    }
    var fetched = fetch(missing);
    var entries = new ArrayList<IndexEntry>(rows.size());
    int next = 0;
    for (int i = 0; i < rows.size(); i++) {
      var document = documents.get(i);
      entries.add(
          new IndexEntry(rows.get(i).key(), document == null ? fetched.get(next++) : document));
    }
    return entries;
  }

  private List<StoredDocument> fetch(List<RowKey> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    var contents = store.documents(keys);
    var documents = new ArrayList<StoredDocument>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      var content = contents.get(i);
      if (content == null) {
        throw new IllegalStateException("an index row without its document: " + keys.get(i));
      }
      documents.add(decode(keys.get(i), content));
    }
    return documents;
  }
}

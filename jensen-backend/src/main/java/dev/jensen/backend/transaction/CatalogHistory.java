package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.IndexReader;
import dev.jensen.wire.Timestamp;
import java.util.TreeMap;

/// The catalogs of the recent past, each from the commit that changed it on.
///
/// Thread-safe.
final class CatalogHistory {

  private static final int KEPT_MAX = 16;

  private final IndexReader reader;
  private final TreeMap<Timestamp, Catalog> since = new TreeMap<>();

  CatalogHistory(IndexReader reader, Snapshot first) {
    this.reader = reader;
    since.put(first.timestamp(), first.catalog());
  }

  synchronized void add(Snapshot snapshot) {
    since.put(snapshot.timestamp(), snapshot.catalog());
    if (since.size() > KEPT_MAX) {
      since.pollFirstEntry();
    }
  }

  /// The catalog at `timestamp`; read from the tables if that is before the kept ones.
  Catalog at(Timestamp timestamp) {
    synchronized (this) {
      var entry = since.floorEntry(timestamp);
      if (entry != null) {
        return entry.getValue();
      }
    }
    return Catalog.load(reader, timestamp);
  }
}

package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.CatalogTables;
import dev.jensen.backend.index.DocumentChange;
import dev.jensen.backend.index.DocumentKeys;
import dev.jensen.backend.index.StoredDocument;
import dev.jensen.backend.index.Superseded;
import dev.jensen.backend.index.TabletId;
import dev.jensen.backend.storage.Commit;
import dev.jensen.backend.storage.EncodedDocument;
import dev.jensen.backend.storage.LogEntry;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.Revision;
import dev.jensen.backend.storage.RowKey;
import dev.jensen.backend.storage.TrimPoint;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Removes revisions and log entries that are older than a window and that no transaction reads.
///
/// It follows the log: a commit that nobody reads behind any more makes the revisions before its
/// own useless, and once they are gone, itself. So the work is in proportion to what was written,
/// and where it was interrupted it goes on.
///
/// Any thread may ask what is readable; one at a time may trim.
final class Retention {

  /// Bounds the memory and the time one step takes.
  private static final int ENTRIES = 16;

  private final Persistence persistence;
  private final World world;
  private final LiveSnapshots snapshots;
  private final Duration window;
  private volatile Timestamp readableFrom;

  Retention(Persistence persistence, World world, LiveSnapshots snapshots, Duration window) {
    this.persistence = persistence;
    this.world = world;
    this.snapshots = snapshots;
    this.window = window;
    this.readableFrom = persistence.index().trimmed().timestamp();
  }

  /// Whether a snapshot that was just entered among the live ones is there and stays.
  boolean isReadable(Timestamp snapshot) {
    return snapshot.compareTo(readableFrom) >= 0;
  }

  /// The oldest snapshot that is read or may still be.
  Timestamp oldestReadable() {
    // In this order: whoever comes later than the first look reads nothing older.
    var from = readableFrom;
    var oldest = snapshots.oldest();
    return oldest == null ? from : earlier(from, oldest);
  }

  /// Does one step.
  ///
  /// @return whether there is more to do now
  boolean trim(Snapshot latest) {
    // First nobody new may come to what will go, then look who is there.
    advance(earlier(latest.timestamp(), windowBegin()));
    var oldest = snapshots.oldest();
    var horizon = oldest == null ? readableFrom : earlier(readableFrom, oldest);
    var step = new Step(latest.catalog());
    var entries = persistence.log().tail(persistence.index().trimmed().position(), ENTRIES);
    for (var entry : entries) {
      if (entry.last().compareTo(horizon) > 0) {
        step.finish();
        return false;
      }
      step.add(entry);
    }
    return step.finish();
  }

  private void advance(Timestamp candidate) {
    if (candidate.compareTo(readableFrom) > 0) {
      readableFrom = candidate;
    }
  }

  private Timestamp windowBegin() {
    var begin = world.now().minus(window);
    return Timestamp.of(begin);
  }

  private static Timestamp earlier(Timestamp a, Timestamp b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /// A few log entries.
  private final class Step {

    private final Catalog catalog;
    private final List<Change> changes = new ArrayList<>();
    private final List<UUID> dropped = new ArrayList<>();
    private @Nullable LogEntry last;

    Step(Catalog catalog) {
      this.catalog = catalog;
    }

    /// @param before where the content is that the revision replaced
    private record Change(Revision revision, DocumentId id, Timestamp at, RowKey before) {}

    void add(LogEntry entry) {
      entry.commits().forEach(this::add);
      last = entry;
    }

    private void add(Commit commit) {
      for (var revision : commit.revisions()) {
        if (isDroppedIndex(revision)) {
          dropped.add(CatalogTables.indexOf(revision.id()).uuid());
        }
        var table = catalog.table(new TabletId(revision.tablet()));
        // Of a table that is gone, all indexes are or will be dropped.
        if (table != null && !revision.previous().equals(Timestamp.ZERO)) {
          var id = new DocumentId(table.number(), revision.id());
          var before =
              new RowKey(table.byId().id().uuid(), DocumentKeys.of(id), revision.previous());
          changes.add(new Change(revision, id, commit.timestamp(), before));
        }
      }
    }

    private static boolean isDroppedIndex(Revision revision) {
      return revision.document() == null
          && revision.tablet().equals(CatalogTables.INDEXES.tablet().uuid());
    }

    /// Returns whether there was anything to do.
    boolean finish() {
      if (last == null) {
        return false;
      }
      var upTo = new TrimPoint(last.position(), last.last());
      persistence.index().trim(upTo, superseded(), dropped);
      persistence.log().trim(upTo.position());
      return true;
    }

    private List<RowKey> superseded() {
      var contents = persistence.index().documents(changes.stream().map(Change::before).toList());
      var rows = new ArrayList<RowKey>();
      for (int i = 0; i < changes.size(); i++) {
        var content = contents.get(i);
        if (content != null) {
          rows.addAll(superseded(changes.get(i), content));
        }
      }
      return rows;
    }

    private List<RowKey> superseded(Change change, EncodedDocument content) {
      var table = catalog.table(new TabletId(change.revision().tablet()));
      if (table == null) {
        return List.of();
      }
      var before = StoredDocument.of(change.before().timestamp(), content.decode());
      var after = change.revision().document();
      return Superseded.by(
          new DocumentChange(table, change.id(), before, after == null ? null : after.decode()),
          change.at());
    }
  }
}

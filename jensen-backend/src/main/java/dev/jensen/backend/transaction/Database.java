package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Backfill;
import dev.jensen.backend.index.Catalog;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.IndexReader;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.log.CommitListener;
import dev.jensen.backend.log.WriteLog;
import dev.jensen.backend.log.WriteSet;
import dev.jensen.backend.storage.AcceptedRows;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All documents of one deployment, read and changed in serializable transactions.
///
/// Thread-safe.
public final class Database implements AutoCloseable {

  private final Persistence persistence;
  private final World world;
  private final Limits limits;
  private final AcceptedRows rows;
  private final IndexReader reader;
  private final WriteLog writeLog;
  private final CatalogHistory catalogs;
  private final Committer committer;
  private final ConflictQueue conflictQueue = new ConflictQueue();
  private final LiveSnapshots snapshots = new LiveSnapshots();
  private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock trimming = new ReentrantLock();
  private final Retention retention;
  private final IndexFilling filling;
  private volatile Snapshot latest;

  /// The newest snapshot of all that is accepted, durable or not.
  private volatile Snapshot ahead;

  private volatile boolean closed;

  private Database(Persistence persistence, World world, Limits limits) {
    this.persistence = persistence;
    this.world = world;
    this.limits = limits;
    this.rows = new AcceptedRows(persistence.index());
    CatchUp.run(
        persistence, new IndexReader(rows, limits.documentCacheBytes(), CatchUp.END_OF_TIME));
    var head = persistence.log().head().timestamp();
    this.reader = new IndexReader(rows, limits.documentCacheBytes(), head);
    this.latest = new Snapshot(head, Catalog.load(reader, head));
    this.ahead = latest;
    this.catalogs = new CatalogHistory(reader, latest);
    this.writeLog = new WriteLog(head, limits.writeLogBytes());
    this.retention = new Retention(persistence, world, snapshots, limits.retention());
    this.filling =
        new IndexFilling(this, new Changes(world, this), new Backfill(reader, persistence.index()));
    this.committer =
        new Committer(
            world,
            limits,
            writeLog,
            new GroupWriter(world, persistence, this::publish),
            this::accepted);
  }

  /// Opens the database that `persistence` holds. Closing the database closes `persistence` too.
  public static Database open(Persistence persistence, World world) {
    return open(persistence, world, Limits.DEFAULT);
  }

  /// Opens the database that `persistence` holds, with other limits than usual.
  public static Database open(Persistence persistence, World world, Limits limits) {
    return new Database(persistence, world, limits);
  }

  /// Begins at the newest snapshot.
  public Transaction begin() {
    while (true) {
      var transaction = begin(latest, new NewDocuments(world), false);
      if (transaction != null) {
        return transaction;
      }
    }
  }

  /// Begins after everything that is accepted, though some of it may not be durable yet: so
  /// transactions that depend on each other need not wait for the disk between them.
  ///
  /// Nobody may be told of anything it read before [#durable] says so; a commit of its own, also
  /// one without writes, becomes durable only after what it read.
  public Transaction beginAhead() {
    while (true) {
      // After a failed write, nothing of what was accepted will ever be durable.
      var snapshot = committer.hasFailed() ? latest : ahead;
      var transaction = begin(snapshot, new NewDocuments(world), true);
      if (transaction != null) {
        return transaction;
      }
    }
  }

  /// Completes when the snapshot at `timestamp`, at which a transaction began, is durable, with a
  /// timestamp not before it up to which everything is.
  ///
  /// Fails with a [dev.jensen.backend.storage.StorageException] if it cannot be made so.
  public CompletableFuture<Timestamp> durable(Timestamp timestamp) {
    return timestamp.compareTo(latest.timestamp()) <= 0
        ? CompletableFuture.completedFuture(timestamp)
        : committer.settled();
  }

  /// Begins at an older snapshot; such a transaction can only read. Waits until the snapshot is
  /// durable, if it is not yet.
  ///
  /// @throws SnapshotUnavailableException if `timestamp` is in the future or already trimmed
  public Transaction beginAt(Timestamp timestamp) {
    if (timestamp.compareTo(latest.timestamp()) > 0) {
      if (timestamp.compareTo(ahead.timestamp()) <= 0) {
        durable(timestamp).join();
        return beginAt(timestamp);
      }
      throw new SnapshotUnavailableException(
          "There is no snapshot at %d yet, the newest is at %d."
              .formatted(timestamp.nanos(), latest.timestamp().nanos()));
    }
    snapshots.add(timestamp);
    try {
      // While the timestamp is among the live ones, its catalog can be read too.
      var transaction =
          retention.isReadable(timestamp)
              ? begin(new Snapshot(timestamp, catalogs.at(timestamp)), null, false)
              : null;
      if (transaction == null) {
        throw new SnapshotUnavailableException(
            "The snapshot at %d is older than what is kept.".formatted(timestamp.nanos()));
      }
      return transaction;
    } finally {
      snapshots.remove(timestamp);
    }
  }

  /// Returns null if the snapshot is no longer there.
  private @Nullable Transaction begin(
      Snapshot snapshot, @Nullable NewDocuments newDocuments, boolean isAhead) {
    if (closed) {
      throw new IllegalStateException("the database is closed");
    }
    var timestamp = snapshot.timestamp();
    snapshots.add(timestamp);
    if (!retention.isReadable(timestamp)) {
      snapshots.remove(timestamp);
      return null;
    }
    return new Transaction(
        snapshot,
        reader,
        newDocuments,
        isAhead,
        new Usage(limits),
        () -> snapshots.remove(timestamp));
  }

  /// Commits and waits until the writes are durable. Closes the transaction.
  ///
  /// A transaction without writes commits at its begin timestamp without a check.
  ///
  /// @throws TooManyWritesException if too many transactions wait to be committed
  /// @throws dev.jensen.backend.storage.StorageException if the writes could not be made durable;
  ///   they may or may not be there after a restart
  public CommitOutcome commit(Transaction transaction) {
    return submit(transaction).join();
  }

  /// Runs `change` in a transaction, again after each conflict, until one commits; returns what it
  /// returned then. Who loses runs again in turn, so this ends however many others there are.
  ///
  /// Other calls with a lambda from the same place in the program count as of the same kind
  /// ([ConflictQueue]).
  ///
  /// @throws TooManyWritesException if too many transactions wait to be committed
  /// @throws dev.jensen.backend.storage.StorageException as [#commit] does
  public <T extends @Nullable Object> T transact(Function<Transaction, T> change) {
    try (var place = conflictQueue.enter(change.getClass())) {
      while (true) {
        try (var transaction = beginAhead()) {
          var result = applied(change, transaction);
          if (!(commit(transaction) instanceof CommitOutcome.Conflict(var table, _))) {
            return result;
          }
          place.lost(table);
        }
      }
    }
  }

  /// What fails may say what it saw.
  private <T extends @Nullable Object> T applied(
      Function<Transaction, T> change, Transaction transaction) {
    try {
      return change.apply(transaction);
    } catch (RuntimeException e) {
      var _ = durable(transaction.begin()).join();
      throw e;
    }
  }

  /// What `question` finds at the newest snapshot.
  public <T extends @Nullable Object> T read(Function<Transaction, T> question) {
    try (var transaction = begin()) {
      return question.apply(transaction);
    }
  }

  /// Who is to use [#begin()] and [#commit] with retries of its own asks for its turn here.
  public ConflictQueue conflictQueue() {
    return conflictQueue;
  }

  /// As [#commit], but does not wait. A transaction that began ahead knows at once if it conflicts;
  /// the next one that does so sees what it lost to.
  public CompletableFuture<CommitOutcome> submit(Transaction transaction) {
    transaction.requireOpen();
    try (transaction) {
      if (!transaction.hasWrites()) {
        var begin = transaction.begin();
        return durable(begin).thenApply(_ -> new CommitOutcome.Committed(begin));
      }
      if (closed) {
        throw new IllegalStateException("the database is closed");
      }
      return committer.submit(CommitPreparation.of(transaction));
    }
  }

  /// How many transactions with writes were accepted since the start.
  public long commits() {
    return committer.commits();
  }

  /// How many were refused because others had changed what they read.
  public long conflicts() {
    return committer.conflicts();
  }

  /// Lets those see a commit who begin ahead: called in its turn.
  private void accepted(Decision.Accepted commit) {
    rows.add(commit.rows());
    reader.written(commit.request().changes(), commit.timestamp());
    ahead =
        new Snapshot(commit.timestamp(), ahead.catalog().with(commit.request().catalogChange()));
  }

  /// Makes durable commits visible: called by the writer's thread, in order.
  private void publish(List<Decision.Accepted> commits) {
    var before = latest.catalog();
    var catalog = before;
    for (var commit : commits) {
      catalog = catalog.with(commit.request().catalogChange());
    }
    var now = new Snapshot(commits.getLast().timestamp(), catalog);
    if (catalog != before) {
      addToHistory(commits, before);
    }
    latest = now;
    commits.forEach(commit -> rows.written(commit.rows(), now.timestamp()));
    if (!listeners.isEmpty()) {
      var writes =
          commits.stream()
              .map(commit -> new WriteSet(commit.timestamp(), commit.request().keys()))
              .toList();
      listeners.forEach(listener -> listener.committed(writes));
    }
  }

  private void addToHistory(List<Decision.Accepted> commits, Catalog before) {
    var catalog = before;
    for (var commit : commits) {
      if (!commit.request().catalogChange().isEmpty()) {
        catalog = catalog.with(commit.request().catalogChange());
        catalogs.add(new Snapshot(commit.timestamp(), catalog));
      }
    }
  }

  /// Tells `listener` of every commit from now on.
  public void listen(CommitListener listener) {
    listeners.add(listener);
  }

  /// The newest repeatable timestamp.
  public Timestamp latest() {
    return latest.timestamp();
  }

  /// Whether no commit in (`after`, `upTo`] touched `reads`. False also when the write log does not
  /// reach back to `after`.
  public boolean unchanged(ReadSet reads, Timestamp after, Timestamp upTo) {
    if (after.compareTo(upTo) >= 0) {
      return true;
    }
    for (var index : reads.ranges().keySet()) {
      var answer = writeLog.ask(index.uuid(), after, upTo, keys -> reads.overlapsAny(index, keys));
      if (!(answer instanceof WriteLog.Answer.Untouched)) {
        return false;
      }
    }
    for (var shared : reads.shared()) {
      if (!unchanged(shared, after, upTo)) {
        return false;
      }
    }
    return true;
  }

  /// Removes some of what nobody reads and is older than [Limits#retention()].
  ///
  /// @return whether there is more to remove now
  public boolean trim() {
    trimming.lock();
    try {
      return !closed && retention.trim(latest);
    } finally {
      trimming.unlock();
    }
  }

  /// The oldest snapshot that anybody reads or may still begin to read; it only moves on.
  public Timestamp oldestReadable() {
    return retention.oldestReadable();
  }

  /// As [#backfill(BiPredicate)], of all indexes.
  public void backfill() {
    backfill((_, _) -> true);
  }

  /// Adds the older revisions to every `wanted` index in state `BACKFILLING` and moves it to
  /// `READY`; blocks until done, but not for other indexes that others fill.
  public void backfill(BiPredicate<Table, Index> wanted) {
    filling.fill(wanted);
  }

  /// Finishes the commits in progress and closes the persistence.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      committer.close();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    persistence.close();
  }
}

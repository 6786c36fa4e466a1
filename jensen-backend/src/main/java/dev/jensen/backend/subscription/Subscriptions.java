package dev.jensen.backend.subscription;

import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.log.WriteSet;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.backend.world.World;
import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds which subscriptions a commit touches; what that costs depends on what it touches, not on
/// how many there are.
///
/// A commit marks what it touched before its transaction is answered. Subscribers are told on
/// another thread, so that a commit does not wait for them.
///
/// Thread-safe.
public final class Subscriptions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  /// Ends the thread that tells subscribers.
  private static final List<Subscription> STOP = List.of();

  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<UUID, IntervalTree<Watched>> ranges = new HashMap<>();
  private final IdentityHashMap<ReadSet, Watched> untouched = new IdentityHashMap<>();
  private final BlockingQueue<List<Subscription>> toTell = new LinkedBlockingQueue<>();
  private volatile Timestamp timestamp;

  /// Subscriptions to what is read from `database`.
  public Subscriptions(World world, Database database) {
    this.database = database;
    this.timestamp = database.latest();
    database.listen(this::committed);
    world.start("subscriptions", this::tellSubscribers);
  }

  /// The newest snapshot whose commits have all been compared with the subscriptions.
  public Timestamp timestamp() {
    return timestamp;
  }

  /// Subscribes to the next commit that touches `reads`, which held at `at`. Subscribers that pass
  /// the same object share its place.
  ///
  /// @param touched called once, by any thread, when a commit touches what was read; must be quick
  public Subscription subscribe(ReadSet reads, Timestamp at, Runnable touched) {
    Subscription subscription;
    Timestamp compared;
    lock.lock();
    try {
      var watched = watched(reads);
      subscription = new Subscription(this, watched, touched);
      watched.subscribers().add(subscription);
      compared = timestamp;
    } finally {
      lock.unlock();
    }
    // Commits after `compared` are compared with it; those before are remembered by the database.
    if (!database.unchanged(reads, at, compared)) {
      lock.lock();
      try {
        tell(touch(Set.of(subscription.watched()), compared));
      } finally {
        lock.unlock();
      }
    }
    return subscription;
  }

  private Watched watched(ReadSet reads) {
    var known = untouched.get(reads);
    return known == null ? watch(reads) : known;
  }

  private Watched watch(ReadSet reads) {
    var watched = new Watched(reads);
    untouched.put(reads, watched);
    for (var shared : reads.shared()) {
      var one = watched(shared);
      watched.shared().add(one);
      one.dependents().add(watched);
    }
    reads
        .ranges()
        .forEach((index, list) -> {
          var tree = ranges.computeIfAbsent(index.uuid(), _ -> new IntervalTree<>());
          list.forEach(
              range -> watched.places().add(new Watched.Place(index, tree.add(range, watched))));
        });
    return watched;
  }

  void remove(Subscription subscription) {
    lock.lock();
    try {
      var watched = subscription.watched();
      watched.subscribers().remove(subscription);
      if (watched.isForgotten()) {
        forget(watched);
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(Watched watched) {
    if (!untouched.remove(watched.reads(), watched)) {
      return;
    }
    watched.places().forEach(place -> remove(place.index(), place));
    watched.places().clear();
    for (var shared : watched.shared()) {
      shared.dependents().remove(watched);
      if (shared.isForgotten()) {
        forget(shared);
      }
    }
    watched.shared().clear();
  }

  private void remove(IndexId index, Watched.Place place) {
    var tree = ranges.get(index.uuid());
    if (tree == null) {
      throw new IllegalStateException("a range is kept nowhere");
    }
    tree.remove(place.entry());
    if (tree.isEmpty()) {
      ranges.remove(index.uuid());
    }
  }

  /// Whether nothing is kept any more.
  boolean watchesNothing() {
    lock.lock();
    try {
      return untouched.isEmpty() && ranges.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Called by the writer's thread.
  private void committed(List<WriteSet> commits) {
    lock.lock();
    try {
      var subscribers = new ArrayList<Subscription>();
      for (var commit : commits) {
        var touched = new HashSet<Watched>();
        commit.keys().forEach((index, keys) -> addTouched(index, keys, touched));
        subscribers.addAll(touch(touched, commit.timestamp()));
      }
      timestamp = commits.getLast().timestamp();
      // Not before: who is told looks at what is stale at this timestamp, and is not told again.
      tell(subscribers);
    } finally {
      lock.unlock();
    }
  }

  private void addTouched(UUID index, List<IndexKey> keys, Set<Watched> touched) {
    var tree = ranges.get(index);
    if (tree != null) {
      keys.forEach(key -> tree.visit(key, touched::add));
    }
  }

  /// Needs the lock.
  private List<Subscription> touch(Set<Watched> touched, Timestamp at) {
    var subscribers = new ArrayList<Subscription>();
    touched.forEach(watched -> touch(watched, at, subscribers));
    return subscribers;
  }

  private void touch(Watched watched, Timestamp at, List<Subscription> subscribers) {
    if (watched.touchedAt() == null) {
      watched.touch(at);
      subscribers.addAll(watched.subscribers());
      List.copyOf(watched.dependents()).forEach(each -> touch(each, at, subscribers));
      forget(watched);
    }
  }

  private void tell(List<Subscription> subscribers) {
    if (!subscribers.isEmpty()) {
      toTell.add(subscribers);
    }
  }

  private void tellSubscribers() {
    try {
      for (var told = toTell.take(); !told.isEmpty(); told = toTell.take()) {
        told.forEach(Subscriptions::tell);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// One that cannot be told must not keep the others from it.
  private static void tell(Subscription subscription) {
    try {
      subscription.tell();
    } catch (RuntimeException | Error e) {
      LOG.error("a subscriber was not told of a change", e);
    }
  }

  /// Tells nobody any more.
  @Override
  public void close() {
    toTell.add(STOP);
  }
}

package dev.jensen.backend.log;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The recent commits, kept to answer: was this index written to, here, since then?
///
/// Each index has a chain of its writes, newest first, so that a question costs what was written to
/// the indexes it is about since the moment it is about, whatever else goes on. When memory runs
/// out the oldest writes are forgotten, and the chain remembers up to when; a question that reaches
/// further back is answered with "perhaps". A quiet index forgets nothing that matters, however
/// busy the others are.
///
/// One thread at a time adds; any thread asks.
public final class WriteLog {

  /// About what a commit, and each of its keys, take besides the key's own bytes.
  private static final int COMMIT_BYTES = 100;

  private static final int KEY_BYTES = 150;

  private final Timestamp begin;
  private final long capacityBytes;
  private final ConcurrentHashMap<UUID, Chain> chains = new ConcurrentHashMap<>();
  private final ArrayDeque<Kept> kept = new ArrayDeque<>();
  private long keptBytes;

  /// What a question found.
  public sealed interface Answer {

    /// Nothing was written there.
    record Untouched() implements Answer {}

    /// Something was written there, first found at `at`.
    record Touched(Timestamp at) implements Answer {}

    /// The writes up to `upTo` are forgotten, so there may have been some.
    record Unknown(Timestamp upTo) implements Answer {}
  }

  /// An empty log.
  ///
  /// @param begin commits up to here will not be added
  /// @param capacityBytes about how much memory to use
  public WriteLog(Timestamp begin, long capacityBytes) {
    this.begin = begin;
    this.capacityBytes = capacityBytes;
  }

  /// Adds a commit that comes after all others.
  public void add(WriteSet commit) {
    long bytes = COMMIT_BYTES;
    for (var entry : commit.keys().entrySet()) {
      chain(entry.getKey()).add(commit.timestamp(), entry.getValue());
      bytes += (long) KEY_BYTES * entry.getValue().size();
    }
    kept.add(new Kept(commit, bytes));
    keptBytes += bytes;
    while (keptBytes > capacityBytes) {
      forgetOldest();
    }
  }

  private Chain chain(UUID index) {
    return chains.computeIfAbsent(index, _ -> new Chain(begin));
  }

  private void forgetOldest() {
    var oldest = kept.removeFirst();
    keptBytes -= oldest.bytes();
    oldest.commit().keys().keySet().forEach(index -> chain(index).forgetOldest());
  }

  /// Whether a commit in (`after`, `upTo`] wrote keys of `index` for which `test` holds.
  ///
  /// @param test given the sorted keys of one commit
  public Answer ask(UUID index, Timestamp after, Timestamp upTo, Predicate<List<IndexKey>> test) {
    var chain = chains.get(index);
    if (chain == null) {
      return after.compareTo(begin) < 0 ? new Answer.Unknown(begin) : new Answer.Untouched();
    }
    return chain.ask(after, upTo, test);
  }

  private record Kept(WriteSet commit, long bytes) {}

  /// The writes to one index.
  private static final class Chain {

    private volatile @Nullable Link newest;
    private @Nullable Link oldest;
    private volatile Timestamp forgotten;

    Chain(Timestamp forgotten) {
      this.forgotten = forgotten;
    }

    void add(Timestamp timestamp, List<IndexKey> keys) {
      var link = new Link(timestamp, keys, newest);
      var before = newest;
      if (before == null) {
        oldest = link;
      } else {
        before.next = link;
      }
      newest = link;
    }

    void forgetOldest() {
      var gone = oldest;
      if (gone == null) {
        throw new IllegalStateException("a commit was forgotten twice");
      }
      // First say it is gone, then cut it off: who misses it must already know.
      forgotten = gone.timestamp;
      oldest = gone.next;
      if (oldest == null) {
        newest = null;
      } else {
        oldest.previous = null;
      }
    }

    Answer ask(Timestamp after, Timestamp upTo, Predicate<List<IndexKey>> test) {
      for (var link = newest;
          link != null && link.timestamp.compareTo(after) > 0;
          link = link.previous) {
        if (link.timestamp.compareTo(upTo) <= 0 && test.test(link.keys)) {
          return new Answer.Touched(link.timestamp);
        }
      }
      var gone = forgotten;
      return after.compareTo(gone) < 0 ? new Answer.Unknown(gone) : new Answer.Untouched();
    }
  }

  private static final class Link {

    private final Timestamp timestamp;
    private final List<IndexKey> keys;
    private volatile @Nullable Link previous;
    private @Nullable Link next;

    Link(Timestamp timestamp, List<IndexKey> keys, @Nullable Link previous) {
      this.timestamp = timestamp;
      this.keys = keys;
      this.previous = previous;
    }
  }
}

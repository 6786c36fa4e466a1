package dev.jensen.backend.transaction;

import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.log.WriteLog;
import dev.jensen.backend.log.WriteSet;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one place that decides which transactions commit, and in which order.
///
/// One transaction at a time: it compares what the transaction read with everything accepted since
/// the transaction's snapshot, gives it its timestamp if it is accepted, and passes both on to the
/// [GroupWriter]. So while one group of commits is being synced the next is being decided. Commits
/// that are accepted but not yet durable count in the comparison: if writing one fails, nothing is
/// ever accepted again.
///
/// Thread-safe. Threads decide for themselves, in turn: nobody has to be woken for it.
final class Committer {

  private static final Timestamp END_OF_TIME = new Timestamp(Long.MAX_VALUE);

  private final LongAdder commits = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final World world;
  private final WriteLog writeLog;
  private final GroupWriter writer;
  private final Consumer<Decision.Accepted> accepted;
  private final Limits limits;
  private final AtomicInteger commitsWaiting = new AtomicInteger();
  private final AtomicLong bytesWaiting = new AtomicLong();

  private final ReentrantLock turn = new ReentrantLock();
  // Guarded by turn.
  private Timestamp last;
  private boolean closed;

  /// @param accepted told of each commit in its turn, before it is written
  Committer(
      World world,
      Limits limits,
      WriteLog writeLog,
      GroupWriter writer,
      Consumer<Decision.Accepted> accepted) {
    this.world = world;
    this.writeLog = writeLog;
    this.writer = writer;
    this.accepted = accepted;
    this.limits = limits;
    this.last = writer.head();
  }

  /// Decides and, if accepted, has it written; the result is there when that is durable. If it is
  /// refused, the result is there when what it lost to is durable, or at once if it began ahead.
  ///
  /// @throws TooManyWritesException if too many others wait
  /// @throws dev.jensen.backend.storage.StorageException if a write has failed before
  CompletableFuture<CommitOutcome> submit(CommitRequest request) {
    int commits = commitsWaiting.incrementAndGet();
    long bytes = bytesWaiting.addAndGet(request.bytes());
    try {
      // A single commit may be larger than the limit, but then it waits alone.
      boolean fits = bytes <= limits.bytesWaiting() || bytes == request.bytes();
      if (!fits || commits > limits.commitsWaiting()) {
        throw new TooManyWritesException();
      }
      decideInTurn(request);
    } catch (RuntimeException | Error e) {
      leave(request);
      throw e;
    }
    return request.answer().whenComplete((_, _) -> leave(request));
  }

  /// Whether a write has failed; then nothing is accepted any more.
  boolean hasFailed() {
    return writer.hasFailed();
  }

  /// How many transactions were accepted.
  long commits() {
    return commits.sum();
  }

  /// How many lost to another one.
  long conflicts() {
    return conflicts.sum();
  }

  private void leave(CommitRequest request) {
    bytesWaiting.addAndGet(-request.bytes());
    commitsWaiting.decrementAndGet();
  }

  /// Accepts nothing any more, finishes what was accepted, and ends the writer.
  void close() throws InterruptedException {
    turn.lock();
    try {
      closed = true;
      writer.add(new Decision.Stop());
    } finally {
      turn.unlock();
    }
    writer.join();
  }

  private void decideInTurn(CommitRequest request) {
    turn.lock();
    try {
      requireOpen();
      writer.requireSound();
      var decision = decide(request);
      if (request.isAhead() && decision instanceof Decision.Refused(_, var conflict)) {
        request.answer().complete(conflict);
      } else {
        writer.add(decision);
      }
    } finally {
      turn.unlock();
    }
  }

  /// Completes, with the timestamp of the last, when all commits accepted so far are durable.
  CompletableFuture<Timestamp> settled() {
    var asked = new Decision.Asked(new CompletableFuture<>());
    turn.lock();
    try {
      requireOpen();
      writer.add(asked);
    } finally {
      turn.unlock();
    }
    return asked.answer();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the database is closed");
    }
  }

  private Decision decide(CommitRequest request) {
    var conflict = conflict(request, request.reads());
    if (conflict != null) {
      conflicts.increment();
      return new Decision.Refused(request, conflict);
    }
    commits.increment();
    last = next();
    var resolved = request.at(last);
    writeLog.add(new WriteSet(last, resolved.keys()));
    var decision = Decision.Accepted.of(resolved, last);
    try {
      accepted.accept(decision);
    } catch (RuntimeException | Error e) {
      // Others may see what will never be written.
      closed = true;
      throw e;
    }
    return decision;
  }

  private CommitOutcome.@Nullable Conflict conflict(CommitRequest request, ReadSet reads) {
    for (var index : reads.ranges().keySet()) {
      var answer =
          writeLog.ask(
              index.uuid(),
              request.snapshot(),
              END_OF_TIME,
              keys -> reads.overlapsAny(index, keys));
      switch (answer) {
        case WriteLog.Answer.Untouched _ -> {}
        case WriteLog.Answer.Touched(var at) -> {
          return conflict(request, index, at);
        }
        case WriteLog.Answer.Unknown(var upTo) -> {
          return conflict(request, index, upTo);
        }
      }
    }
    for (var shared : reads.shared()) {
      var conflict = conflict(request, shared);
      if (conflict != null) {
        return conflict;
      }
    }
    return null;
  }

  private static CommitOutcome.Conflict conflict(
      CommitRequest request, IndexId index, Timestamp at) {
    return new CommitOutcome.Conflict(request.tableOf(index), at);
  }

  /// The clock's time, or the smallest later than the last commit if the clock is behind that.
  private Timestamp next() {
    return new Timestamp(Math.max(Timestamp.of(world.now()).nanos(), last.nanos() + 1));
  }
}

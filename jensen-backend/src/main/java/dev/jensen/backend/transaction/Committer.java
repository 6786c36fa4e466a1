package dev.jensen.backend.transaction;

import dev.jensen.backend.index.IndexId;
import dev.jensen.backend.log.WriteLog;
import dev.jensen.backend.log.WriteSet;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The one place that decides which transactions commit, and in which order.
///
/// Its thread takes requests in turn: it compares what a transaction read with everything accepted
/// since the transaction's snapshot, gives the accepted ones their timestamps, and passes both on
/// to the [GroupWriter]. So while one group of commits is being synced the next is being decided.
/// Commits that are accepted but not yet durable count in the comparison: if writing one fails,
/// nothing is ever accepted again.
final class Committer {

  private static final Timestamp END_OF_TIME = new Timestamp(Long.MAX_VALUE);
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final World world;
  private final WriteLog writeLog;
  private final GroupWriter writer;
  private final Limits limits;
  private final BlockingQueue<Message> queue;
  private final AtomicLong bytesWaiting = new AtomicLong();
  private final Thread thread;
  private Timestamp last;
  private volatile boolean stopped;

  private sealed interface Message {
    record Commit(CommitRequest request) implements Message {}

    record Stop() implements Message {}
  }

  Committer(World world, Limits limits, WriteLog writeLog, GroupWriter writer) {
    this.world = world;
    this.writeLog = writeLog;
    this.writer = writer;
    this.limits = limits;
    this.queue = new ArrayBlockingQueue<>(limits.commitsWaiting());
    this.last = writer.head();
    this.thread = world.startPlatform("jensen-committer", this::run);
  }

  /// Decides and, if accepted, writes; blocks until then.
  ///
  /// @throws TooManyWritesException if too many others wait
  CommitOutcome commit(CommitRequest request) {
    long bytes = bytesWaiting.addAndGet(request.bytes());
    try {
      // A single commit may be larger than the limit, but then it waits alone.
      boolean fits = bytes <= limits.bytesWaiting() || bytes == request.bytes();
      if (!fits || !queue.offer(new Message.Commit(request))) {
        throw new TooManyWritesException();
      }
      if (stopped) {
        refuseRest();
      }
      return request.answer().join();
    } finally {
      bytesWaiting.addAndGet(-request.bytes());
    }
  }

  private void run() {
    try {
      while (queue.take() instanceof Message.Commit(var request)) {
        process(request);
      }
      writer.add(new Decision.Stop());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    stopped = true;
    refuseRest();
  }

  private void process(CommitRequest request) throws InterruptedException {
    Decision decision;
    try {
      decision = decide(request);
    } catch (RuntimeException bug) {
      request.answer().completeExceptionally(bug);
      return;
    }
    writer.add(decision);
  }

  private void refuseRest() {
    for (var message = queue.poll(); message != null; message = queue.poll()) {
      if (message instanceof Message.Commit(var request)) {
        request.answer().completeExceptionally(new IllegalStateException("the database is closed"));
      }
    }
  }

  private Decision decide(CommitRequest request) {
    var conflict = conflict(request);
    if (conflict != null) {
      return new Decision.Refused(request, conflict);
    }
    last = next();
    writeLog.add(new WriteSet(last, request.keys()));
    return new Decision.Accepted(request, last);
  }

  private CommitOutcome.@Nullable Conflict conflict(CommitRequest request) {
    for (var index : request.reads().ranges().keySet()) {
      var answer =
          writeLog.ask(
              index.uuid(),
              request.snapshot(),
              END_OF_TIME,
              keys -> request.reads().overlapsAny(index, keys));
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
    return null;
  }

  private static CommitOutcome.Conflict conflict(
      CommitRequest request, IndexId index, Timestamp at) {
    return new CommitOutcome.Conflict(request.tableOf(index), at);
  }

  /// The clock's time, or the smallest later than the last commit if the clock is behind that.
  private Timestamp next() {
    return new Timestamp(Math.max(nanos(world.now()), last.nanos() + 1));
  }

  private static long nanos(Instant now) {
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }

  /// Finishes what was requested and ends both threads.
  void close() throws InterruptedException {
    queue.put(new Message.Stop());
    thread.join();
    writer.join();
  }
}

package dev.jensen.backend.deployment;

import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.CompletionListener;
import dev.jensen.backend.function.LogEvent;
import dev.jensen.backend.function.Progress;
import dev.jensen.backend.world.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The newest executions, for people who follow them (`spec/deploy-api.md` §13).
///
/// Bounded by entries and by text. Each entry has a cursor, milliseconds since the epoch, greater
/// than that of the one before. Thread-safe.
public final class FunctionLog implements CompletionListener, AutoCloseable {

  /// The smallest step between two cursors that a `double` of today's size can hold.
  private static final double STEP_MILLIS = 1.0 / 1024;

  private final World world;
  private final Lock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long chars;
  private double head;
  private boolean closed;

  /// An empty log.
  public FunctionLog(World world) {
    this.world = world;
    this.head = millis();
  }

  /// One event and where it stands in the log.
  ///
  /// @param cursor milliseconds since the epoch
  record Entry(double cursor, LogEvent event, long chars) {}

  /// Some entries and where to go on from.
  record Page(List<Entry> entries, double cursor) {

    Page {
      entries = List.copyOf(entries);
    }
  }

  @Override
  public void completed(Completion completion) {
    add(completion);
  }

  @Override
  public void progressed(Progress progress) {
    add(progress);
  }

  private void add(LogEvent event) {
    lock.lock();
    try {
      head = Math.max(millis(), head + STEP_MILLIS);
      var entry = new Entry(head, event, chars(event));
      entries.addLast(entry);
      chars += entry.chars();
      while (entries.size() > Limits.LOG_ENTRIES_MAX
          || (chars > Limits.LOG_CHARS_MAX && entries.size() > 1)) {
        chars -= entries.removeFirst().chars();
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The entries after `cursor`: at once if there are any or the cursor is 0, else as soon as there
  /// are, or none when the time is over.
  Page after(double cursor, Duration timeout) {
    lock.lock();
    try {
      long left = cursor == 0 ? 0 : timeout.toNanos();
      while (head <= cursor && left > 0 && !closed) {
        left = grown.awaitNanos(left);
      }
      return new Page(newer(cursor), Math.max(head, cursor));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Page(List.of(), cursor);
    } finally {
      lock.unlock();
    }
  }

  /// Answers everyone who waits; nobody waits any more afterwards.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private List<Entry> newer(double cursor) {
    return entries.stream().filter(entry -> entry.cursor() > cursor).toList();
  }

  private double millis() {
    var now = world.now();
    return now.getEpochSecond() * 1000.0
        + now.getNano() / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  private static long chars(LogEvent event) {
    long result = event.path().length();
    if (event instanceof Completion completion && completion.error() != null) {
      result += completion.error().length();
    }
    for (var line : event.logLines()) {
      for (var message : line.messages()) {
        result += message.length();
      }
    }
    return result;
  }
}

package dev.jensen.backend.service;

import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.CompletionListener;
import dev.jensen.backend.function.Progress;
import dev.jensen.backend.function.ServiceUse;
import dev.jensen.backend.model.ServiceUses;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.World;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes what service tokens are used for, in a system table. Uses of the same kind within a minute
/// are counted together, and written every few seconds: a token that is used much costs no more
/// writes than one that is used a little.
///
/// Thread-safe.
public final class ServiceAudit implements CompletionListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceAudit.class);

  /// Stands for what is called when too much different is.
  private static final String OTHERS = "…";

  private final World world;
  private final Database database;
  private final CompletionListener next;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private Map<Kind, Count> uses = new HashMap<>();

  private record Kind(String token, String function, ServiceUse.Outcome outcome, Instant minute) {}

  private record Count(long count, Instant last) {

    Count plus(Count other) {
      return new Count(count + other.count, other.last.isAfter(last) ? other.last : last);
    }
  }

  /// Passes on everything to `next`.
  public ServiceAudit(World world, Database database, CompletionListener next) {
    this.world = world;
    this.database = database;
    this.next = next;
    var _ = world.start("service-audit", this::run);
  }

  @Override
  public void completed(Completion completion) {
    next.completed(completion);
  }

  @Override
  public void progressed(Progress progress) {
    next.progressed(progress);
  }

  @Override
  public void served(ServiceUse use) {
    var now = world.now();
    var minute = now.truncatedTo(ChronoUnit.MINUTES);
    var token = use.service().token();
    lock.lock();
    try {
      var kind = new Kind(token, shortened(use.function()), use.outcome(), minute);
      if (uses.size() >= Limits.USES && !uses.containsKey(kind)) {
        kind = new Kind(token, OTHERS, use.outcome(), minute);
      }
      uses.merge(kind, new Count(1, now), Count::plus);
    } finally {
      lock.unlock();
    }
  }

  private static String shortened(String function) {
    return function.length() > Limits.USE_CHARS
        ? function.substring(0, Limits.USE_CHARS) + OTHERS
        : function;
  }

  private void run() {
    try {
      while (!closed.await(Limits.NOTED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes what is not written yet.
  public void flush() {
    writing.lock();
    try {
      var taken = take();
      if (!taken.isEmpty() && !write(list(taken))) {
        giveBack(taken);
      }
    } finally {
      writing.unlock();
    }
  }

  private Map<Kind, Count> take() {
    lock.lock();
    try {
      var taken = uses;
      uses = new HashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Map<Kind, Count> taken) {
    lock.lock();
    try {
      taken.forEach((kind, count) -> {
        if (uses.size() < Limits.USES || uses.containsKey(kind)) {
          uses.merge(kind, count, Count::plus);
        }
      });
    } finally {
      lock.unlock();
    }
  }

  private static List<ServiceUses.Use> list(Map<Kind, Count> taken) {
    var list = new ArrayList<ServiceUses.Use>();
    taken.forEach((kind, count) ->
        list.add(
            new ServiceUses.Use(
                kind.token(),
                kind.function(),
                kind.outcome().name().toLowerCase(Locale.ROOT),
                kind.minute(),
                count.count(),
                count.last())));
    return list;
  }

  private boolean write(List<ServiceUses.Use> list) {
    try (var transaction = database.begin()) {
      ServiceUses.add(transaction, list);
      ServiceUses.trim(transaction);
      return database.commit(transaction) instanceof CommitOutcome.Committed;
    } catch (RuntimeException e) {
      // Nobody's call may fail for this; a full disk is told of by those whose calls do.
      LOG.warn("uses of service tokens could not be noted", e);
      return false;
    }
  }

  /// Writes the rest.
  @Override
  public void close() {
    closed.countDown();
    flush();
  }
}

package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits for workers, and who of them does what next.
///
/// Jobs begin in the order in which they came, except that none waits for one that no worker can
/// do. A worker has one purpose all its life: when a job needs another and nobody is unused, who
/// had nothing to do for the longest time has to leave, and a new one is expected to join.
///
/// Thread-safe.
final class JobQueue {

  private final int runningMax;
  private final int waitingMax;
  private final int membersMax;
  private final Duration startMax;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private final Map<WorkerProcess, Seat> members = new HashMap<>();
  private final List<Seat> idle = new ArrayList<>();
  private final LinkedHashSet<WorkerJob<?>> waiting = new LinkedHashSet<>();
  private int running;
  private boolean closed;

  /// A worker that has joined.
  private static final class Seat {

    private final WorkerProcess worker;
    private final Condition changed;
    private @Nullable WorkerJob<?> job;
    private boolean dismissed;

    private Seat(WorkerProcess worker, Condition changed) {
      this.worker = worker;
      this.changed = changed;
    }
  }

  /// @param runningMax how many jobs are done at once
  /// @param waitingMax how many more may wait
  /// @param membersMax how many workers there are when none is missing
  /// @param startMax how long a missing one may take to join
  JobQueue(int runningMax, int waitingMax, int membersMax, Duration startMax) {
    this.runningMax = runningMax;
    this.waitingMax = waitingMax;
    this.membersMax = membersMax;
    this.startMax = startMax;
  }

  /// Has a worker do `job` soon.
  ///
  /// @throws OverloadedException if too many wait already
  void add(WorkerJob<?> job) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the worker pool is closed");
      }
      if (waiting.size() >= waitingMax + runningMax - running) {
        throw overloaded();
      }
      waiting.add(job);
      assign();
    } finally {
      lock.unlock();
    }
  }

  /// Lets a worker take part; its thread then asks for the [#next] job.
  void join(WorkerProcess worker) {
    lock.lock();
    try {
      members.put(worker, new Seat(worker, lock.newCondition()));
    } finally {
      lock.unlock();
    }
  }

  /// Ends the worker's job, if it had one, and waits for the next.
  ///
  /// @return null if the worker has to leave
  @Nullable WorkerJob<?> next(WorkerProcess worker) {
    lock.lock();
    try {
      var seat = members.get(worker);
      if (seat == null || closed) {
        return null;
      }
      end(seat);
      idle.addLast(seat);
      assign();
      while (seat.job == null && !seat.dismissed) {
        seat.changed.awaitUninterruptibly();
      }
      return seat.job;
    } finally {
      lock.unlock();
    }
  }

  /// Gives a worker that has done its job the first that waits, if it can do that one, so that it
  /// has it when it is ready again.
  ///
  /// @return null if there is none
  @Nullable WorkerJob<?> following(WorkerProcess worker) {
    lock.lock();
    try {
      var seat = members.get(worker);
      if (seat == null || closed || waiting.isEmpty()) {
        return null;
      }
      var first = waiting.getFirst();
      if (!worker.isFor(first.purpose())) {
        return null;
      }
      waiting.removeFirst();
      seat.job = first;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the worker's job, if it had one, and its part in all this.
  void leave(WorkerProcess worker) {
    lock.lock();
    try {
      var seat = members.remove(worker);
      if (seat != null) {
        end(seat);
        idle.remove(seat);
        assign();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Has idle workers leave that are dead, and refuses jobs that should have begun before `now`.
  /// That a worker is being started is no reason to refuse one, unless it takes too long.
  void expire(long now) {
    lock.lock();
    try {
      dismissDead();
      for (var job : List.copyOf(waiting)) {
        long late = now - job.deadline();
        if (late > 0 && !awaitsWorker()) {
          refuse(job, overloaded());
        } else if (late > startMax.toNanos()) {
          refuse(job, unstarted());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether there is a turn for one more, but a worker is missing.
  private boolean awaitsWorker() {
    return running < runningMax && members.size() < membersMax;
  }

  private void refuse(WorkerJob<?> job, OverloadedException why) {
    waiting.remove(job);
    job.refuse(why);
  }

  /// How many jobs wait.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// The workers that have joined and not left.
  List<WorkerProcess> members() {
    lock.lock();
    try {
      return List.copyOf(members.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// Refuses everything that waits, and has all workers leave when they are done.
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(job -> job.refuse(new IllegalStateException("the worker pool is closed")));
      waiting.clear();
      List.copyOf(idle).forEach(this::dismiss);
    } finally {
      lock.unlock();
    }
  }

  private void end(Seat seat) {
    if (seat.job != null) {
      seat.job = null;
      running--;
    }
  }

  private void dismissDead() {
    for (var seat : List.copyOf(idle)) {
      if (!seat.worker.isAlive()) {
        dismiss(seat);
      }
    }
  }

  private void dismiss(Seat seat) {
    idle.remove(seat);
    members.remove(seat.worker);
    seat.dismissed = true;
    seat.changed.signal();
  }

  private void assign() {
    for (var jobs = waiting.iterator(); running < runningMax && jobs.hasNext(); ) {
      var job = jobs.next();
      var seat = best(job.purpose());
      if (seat != null) {
        jobs.remove();
        running++;
        idle.remove(seat);
        seat.worker.use(job.purpose());
        seat.job = job;
        seat.changed.signal();
      } else if (!idle.isEmpty() && members.size() >= membersMax) {
        dismiss(idle.getFirst());
      }
    }
  }

  /// The worker that did the same most recently, or else one that never did anything.
  private @Nullable Seat best(String purpose) {
    dismissDead();
    Seat unused = null;
    for (var seat : idle.reversed()) {
      if (seat.worker.isFor(purpose)) {
        return seat;
      }
      if (seat.worker.isUnused()) {
        unused = seat;
      }
    }
    return unused;
  }

  private static OverloadedException overloaded() {
    return new OverloadedException(
        "Too many functions are running at once. Try again in a moment.");
  }

  private static OverloadedException unstarted() {
    return new OverloadedException(
        "No process to run the function in came up in time. Try again in a moment; if that does"
            + " not help, the server's log says why.");
  }
}

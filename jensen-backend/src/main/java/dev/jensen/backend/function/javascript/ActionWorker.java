package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.worker.Outbox;
import dev.jensen.backend.world.World;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Asked;
import dev.jensen.wire.worker.Frame.Finished;
import dev.jensen.wire.worker.Frame.Logged;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One worker process for actions of one code version, which share it while they wait.
///
/// Thread-safe.
final class ActionWorker {

  private static final Logger LOG = LoggerFactory.getLogger(ActionWorker.class);

  /// How long nothing may come before a process lets go of what it keeps for many actions at once.
  private static final Duration REST_AFTER = Duration.ofSeconds(5);

  private final World world;
  private final WorkerProcess process;
  private final Outbox<Frame> outbox;
  private final AtomicInteger places = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();
  private final Map<Long, ActionCall> running = new ConcurrentHashMap<>();
  private final Consumer<ActionWorker> whenLost;
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile @Nullable WorkerLostException lost;

  private ActionWorker(World world, WorkerProcess process, Consumer<ActionWorker> whenLost) {
    this.world = world;
    this.process = process;
    this.whenLost = whenLost;
    this.outbox = new Outbox<>(world, "actions-%d-sender".formatted(process.pid()), this::write);
  }

  /// Starts a process and waits until actions can be sent to it.
  ///
  /// @param launched starts the process
  /// @param socket a path nothing is at yet
  /// @param whenLost is told when the process has ended, once
  /// @throws java.io.UncheckedIOException if it does not come up
  static ActionWorker start(
      World world,
      JavaScriptOptions options,
      LaunchedProcesses launched,
      Path socket,
      PreparedCode prepared,
      Consumer<ActionWorker> whenLost) {
    var process = WorkerProcess.start(world, options, launched, socket);
    process.use(prepared.code().version());
    process.load(prepared.load());
    process.awaitReady();
    var worker = new ActionWorker(world, process, whenLost);
    // A platform thread: it is blocked in the socket most of the time.
    world.startPlatform("actions-%d".formatted(process.pid()), worker::read);
    return worker;
  }

  /// Whether it runs actions of `version` and more of them may come.
  boolean isFor(String version) {
    return process.isFor(version) && !process.isRetired() && lost == null;
  }

  /// Whether the process has ended.
  boolean isLost() {
    return lost != null;
  }

  /// How many actions have a place in it.
  int load() {
    return places.get();
  }

  /// Takes a place for an action.
  void reserve() {
    places.incrementAndGet();
  }

  /// Gives a place back.
  void release() {
    if (places.decrementAndGet() == 0 && !watched.getAndSet(true)) {
      world.start("action-worker-rest", this::restOnceIdle);
    }
  }

  private void restOnceIdle() {
    long last;
    do {
      last = lastId.get();
      world.sleep(REST_AFTER);
    } while (lost == null && (load() > 0 || lastId.get() != last));
    watched.set(false);
    send(new Frame.Rest());
  }

  long pid() {
    return process.pid();
  }

  /// Begins an action, which will be told how it goes.
  void begin(ActionCall call) {
    long id = lastId.incrementAndGet();
    call.begunAs(id);
    running.put(id, call);
    send(new Frame.Start(id, call.call()));
    var why = lost;
    if (why != null) {
      // The process may have died before it could be told of this one.
      call.lost(why);
    }
  }

  /// Forgets an action; whatever comes for it is dropped.
  void forget(long id) {
    running.remove(id);
  }

  /// Sends a frame soon; one to a process that is gone is lost with it.
  void send(Frame frame) {
    outbox.add(frame);
  }

  private boolean write(Frame frame) {
    try {
      process.send(frame);
      return true;
    } catch (WorkerLostException e) {
      LOG.debug("worker {} is lost", pid(), e);
      return false;
    }
  }

  /// Gives it no more actions.
  void retire() {
    process.retire();
  }

  void kill() {
    process.kill();
  }

  private void read() {
    try {
      while (true) {
        switch (process.receive()) {
          case Asked asked -> tell(asked.id(), call -> call.asked(asked));
          case Logged logged -> tell(logged.id(), call -> call.logged(logged.lines()));
          case Finished finished -> tell(finished.id(), call -> call.finished(finished.done()));
          case Frame other ->
              throw new IllegalStateException(
                  "not part of an action: %s".formatted(other.getClass().getSimpleName()));
        }
      }
    } catch (WorkerLostException e) {
      lose(e);
    } catch (IllegalStateException e) {
      LOG.error("worker {} said what nobody expected", pid(), e);
      lose(new WorkerLostException(WorkerLostException.Cause.UNKNOWN, "unexpected frame"));
    }
  }

  private void tell(long id, Consumer<ActionCall> event) {
    var call = running.get(id);
    if (call != null) {
      event.accept(call);
    }
  }

  private void lose(WorkerLostException e) {
    lost = e;
    process.kill();
    outbox.close();
    running.values().forEach(call -> call.lost(e));
    whenLost.accept(this);
  }
}

package dev.jensen.backend.function.node;

import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The `node` processes: none until the first action comes; each runs one action after the other of
/// the code version it was started with.
///
/// Thread-safe.
final class NodeProcesses implements AutoCloseable {

  private static final String HOST = "dev/jensen/isolate/node-host.cjs";

  private final World world;
  private final NodeOptions options;
  private final Path directory;
  private final Path host;
  private final AtomicInteger sockets = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();

  // Guarded by lock.
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<NodeProcess> busy = new HashSet<>();
  private int starting;
  private String newest = "";
  private boolean sweeping;
  private boolean closed;

  /// A process without an action.
  ///
  /// @param since on the world's clock
  private record Idle(NodeProcess process, long since) {}

  NodeProcesses(World world, NodeOptions options) {
    this.world = world;
    this.options = options;
    // Not in the data directory: paths of Unix sockets are limited to about 100 bytes.
    this.directory = temporaryDirectory();
    this.host = directory.resolve("host.cjs");
    writeHost(host);
  }

  /// A process for one action of `code`; [#give] it back.
  ///
  /// @throws OverloadedException if none became free in time
  /// @throws UncheckedIOException if one had to be started and did not come up
  NodeProcess take(NodeCode code) {
    lock.lock();
    try {
      newest = code.version();
      var free = awaitFreeOrRoom(code.version());
      if (free != null) {
        busy.add(free);
        return free;
      }
      starting++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OverloadedException("The action was cancelled before it began.");
    } finally {
      lock.unlock();
    }
    return startAnother(code);
  }

  /// A process of that version, or null when there is room to start one.
  private @Nullable NodeProcess awaitFreeOrRoom(String version) throws InterruptedException {
    long patience = options.waitMax().toNanos();
    while (true) {
      if (closed) {
        throw new IllegalStateException("the runtime is closed");
      }
      var free = free(version);
      if (free != null || makeRoom()) {
        return free;
      }
      if (patience <= 0) {
        throw new OverloadedException(
            "Too many Node.js actions are running at once. Try again in a moment.");
      }
      patience = left.awaitNanos(patience);
    }
  }

  private @Nullable NodeProcess free(String version) {
    // Those used last come first, so that the others grow old.
    for (var candidate : List.copyOf(idle)) {
      if (!candidate.process().isUsable()) {
        idle.remove(candidate);
        candidate.process().kill();
      } else if (candidate.process().code().version().equals(version)) {
        idle.remove(candidate);
        return candidate.process();
      }
    }
    return null;
  }

  /// Whether one more process may be started, if need be in place of an idle one.
  private boolean makeRoom() {
    if (idle.size() + busy.size() + starting < options.processesMax()) {
      return true;
    }
    var oldest = idle.pollLast();
    if (oldest == null) {
      return false;
    }
    oldest.process().kill();
    return true;
  }

  private NodeProcess startAnother(NodeCode code) {
    NodeProcess started = null;
    try {
      started = start(code);
      return started;
    } finally {
      lock.lock();
      try {
        starting--;
        if (started != null) {
          busy.add(started);
          if (closed) {
            started.kill();
          }
        }
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Starts a process that belongs to the caller alone.
  ///
  /// @throws UncheckedIOException if it does not come up
  NodeProcess start(NodeCode code) {
    var socket = directory.resolve("n%d".formatted(sockets.incrementAndGet()));
    return NodeProcess.start(world, code, host, socket);
  }

  /// Takes a process back; one of a superseded version is ended.
  void give(NodeProcess process) {
    lock.lock();
    try {
      busy.remove(process);
      if (closed || !process.isUsable()) {
        process.kill();
      } else {
        idle.addFirst(new Idle(process, world.nanoTime()));
      }
      endSuperseded();
      if (!sweeping && !idle.isEmpty()) {
        sweeping = true;
        world.start("node-sweep", this::sweep);
      }
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void endSuperseded() {
    for (var candidate : List.copyOf(idle)) {
      if (!candidate.process().code().version().equals(newest)) {
        idle.remove(candidate);
        candidate.process().kill();
      }
    }
  }

  /// Ends processes that had nothing to do for long, until there is none.
  private void sweep() {
    Duration pause = options.idleMax().dividedBy(2);
    do {
      world.sleep(pause);
    } while (sweepOnce());
  }

  private boolean sweepOnce() {
    lock.lock();
    try {
      long now = world.nanoTime();
      for (var candidate : List.copyOf(idle)) {
        if (now - candidate.since() >= options.idleMax().toNanos()) {
          idle.remove(candidate);
          candidate.process().kill();
        }
      }
      sweeping = !closed && !idle.isEmpty();
      return sweeping;
    } finally {
      lock.unlock();
    }
  }

  /// Process ids of those that are up.
  List<Long> pids() {
    lock.lock();
    try {
      var pids = new ArrayList<>(busy.stream().map(NodeProcess::pid).toList());
      idle.forEach(each -> pids.add(each.process().pid()));
      return pids;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      busy.forEach(NodeProcess::kill);
      idle.forEach(each -> each.process().kill());
      idle.clear();
      left.signalAll();
    } finally {
      lock.unlock();
    }
    Directories.delete(directory);
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("jensen-node");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeHost(Path host) {
    try (InputStream script = NodeProcesses.class.getClassLoader().getResourceAsStream(HOST)) {
      if (script == null) {
        throw new IllegalStateException("%s is not on the class path".formatted(HOST));
      }
      Files.copy(script, host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

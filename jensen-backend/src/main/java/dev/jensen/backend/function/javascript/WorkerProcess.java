package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.javascript.WorkerLostException.Cause;
import dev.jensen.backend.function.worker.ProcessOutput;
import dev.jensen.backend.world.World;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Hello;
import dev.jensen.wire.worker.Frame.Load;
import dev.jensen.wire.worker.Frame.Ready;
import dev.jensen.wire.worker.FrameChannel;
import dev.jensen.wire.worker.MalformedFrameException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One worker process and the socket to it.
///
/// One thread sends and one receives; any thread may [#kill] it and look at its state.
final class WorkerProcess {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /// The worker's own exit codes; see `dev.jensen.isolate.Watchdog`.
  private static final int EXIT_MEMORY = 86;

  private static final int EXIT_TIME = 87;

  /// Exit code of a worker that has said why.
  private static final int EXIT_SAID_WHY = 88;

  private static final int LINES_LOGGED_MAX = 40;

  private static final int FRAME_BYTES_MAX = 256 << 20;
  private static final long NEVER = Long.MAX_VALUE;

  private final World world;
  private final LaunchedProcesses launched;
  private final Process process;
  private final FrameChannel channel;
  private final ProcessOutput output;
  private @Nullable String purpose;
  private volatile boolean retired;
  private volatile boolean killed;
  private boolean loaded;
  private int readiesOutstanding;
  private long restoreNanos;
  private volatile long answerDue = NEVER;
  private volatile boolean overdue;

  private WorkerProcess(
      World world,
      LaunchedProcesses launched,
      Process process,
      FrameChannel channel,
      ProcessOutput output) {
    this.world = world;
    this.launched = launched;
    this.process = process;
    this.channel = channel;
    this.output = output;
  }

  /// Starts a process and waits until it is up.
  ///
  /// @param launched starts the process
  /// @param socket a path nothing is at yet
  /// @throws UncheckedIOException if it does not come up
  static WorkerProcess start(
      World world, JavaScriptOptions options, LaunchedProcesses launched, Path socket) {
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Process process = launched.start(command(options, socket));
      var output = new ProcessOutput(Level.INFO, LINES_LOGGED_MAX);
      world.start(
          "worker-output-" + process.pid(),
          () -> output.follow(process.inputReader(), process.pid()));
      // A process that dies before it connects must not keep us waiting.
      world.start(
          "worker-exit-" + process.pid(),
          () -> {
            process.onExit().join();
            closeQuietly(listener);
          });
      SocketChannel connected = listener.accept();
      var worker =
          new WorkerProcess(
              world, launched, process, new FrameChannel(connected, FRAME_BYTES_MAX), output);
      worker.expect(Hello.class, Duration.ofSeconds(30));
      return worker;
    } catch (IOException e) {
      throw new UncheckedIOException("a worker process did not come up", e);
    } finally {
      deleteQuietly(socket);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Whether the process was never used.
  boolean isUnused() {
    return purpose == null;
  }

  /// Whether the process was only ever used for `purpose`.
  boolean isFor(String purpose) {
    return purpose.equals(this.purpose);
  }

  /// Uses the process for `purpose` from now on: the isolates of a process share memory that comes
  /// from the first snapshot it sees, so it must never see another one.
  void use(String purpose) {
    if (!isUnused() && !isFor(purpose)) {
      throw new IllegalStateException("worker %d is used already".formatted(pid()));
    }
    this.purpose = purpose;
  }

  /// Has the process replaced after the job in progress.
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /// Whether calls can be sent without [#load].
  boolean isLoaded() {
    return loaded;
  }

  /// Makes calls of the code version possible for which the process is used.
  void load(Load load) {
    send(load);
    loaded = true;
    readiesOutstanding++;
  }

  /// Waits until the process has prepared what the next call needs.
  void awaitReady() {
    while (readiesOutstanding > 0) {
      restoreNanos = expect(Ready.class, Duration.ofSeconds(30)).restoreNanos();
      readiesOutstanding--;
    }
  }

  /// How long the process took to prepare the next call's context.
  long restoreNanos() {
    return restoreNanos;
  }

  /// A call is over.
  void ended(Done done) {
    if (done.ready()) {
      restoreNanos = 0;
    } else {
      readiesOutstanding++;
    }
  }

  void send(Frame frame) {
    try {
      channel.send(frame);
    } catch (UncheckedIOException e) {
      throw lost();
    }
  }

  /// Waits for the next frame.
  ///
  /// @throws WorkerLostException if the process dies, or sends nothing for `patience` and is killed
  Frame receive(Duration patience) {
    answerDue = world.nanoTime() + patience.toNanos();
    try {
      return receive();
    } finally {
      answerDue = NEVER;
    }
  }

  /// Waits for the next frame as long as it takes.
  ///
  /// @throws WorkerLostException if the process dies
  Frame receive() {
    try {
      Frame frame = channel.receive();
      if (frame == null) {
        throw lost();
      }
      return frame;
    } catch (UncheckedIOException | MalformedFrameException e) {
      LOG.debug("worker {} is lost", pid(), e);
      throw lost();
    }
  }

  /// Waits for a frame of one kind.
  <F extends Frame> F expect(Class<F> kind, Duration patience) {
    Frame frame = receive(patience);
    if (!kind.isInstance(frame)) {
      kill();
      throw new IllegalStateException(
          "expected %s, got %s".formatted(kind.getSimpleName(), frame.getClass().getSimpleName()));
    }
    return kind.cast(frame);
  }

  /// Kills the process if it owes an answer since before `now`.
  void killIfOverdue(long now) {
    if (answerDue != NEVER && now - answerDue > 0) {
      overdue = true;
      LOG.warn("worker {} does not answer, killing it", pid());
      process.destroyForcibly();
    }
  }

  void kill() {
    retired = true;
    killed = true;
    process.destroyForcibly();
    try {
      channel.close();
    } catch (UncheckedIOException e) {
      LOG.debug("socket of worker {}", pid(), e);
    }
  }

  /// Finds out why the connection broke.
  private WorkerLostException lost() {
    // An interrupted thread closes the socket that it uses: so pools end.
    boolean expected = killed || launched.isClosed() || Thread.currentThread().isInterrupted();
    retired = true;
    int exitCode = exitCode();
    Cause cause =
        switch (exitCode) {
          case EXIT_MEMORY -> Cause.MEMORY;
          case EXIT_TIME -> Cause.TIME;
          default -> overdue ? Cause.TIME : ranOutOfMemory() ? Cause.MEMORY : Cause.UNKNOWN;
        };
    if (cause == Cause.UNKNOWN && !expected && exitCode != EXIT_SAID_WHY) {
      LOG.warn("worker {} died unexpectedly, with exit code {}", pid(), exitCode);
    }
    return new WorkerLostException(
        cause, "worker process %d ended with exit code %d".formatted(pid(), exitCode));
  }

  private int exitCode() {
    try {
      return process.onExit().get(2, TimeUnit.SECONDS).exitValue();
    } catch (TimeoutException e) {
      kill();
      return -1;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
      return -1;
    }
  }

  /// V8 says so before it aborts the process.
  private boolean ranOutOfMemory() {
    output.awaitEnd();
    return output.mentions("out of memory")
        || output.mentions("invalid size error")
        || output.mentions("invalid table size")
        || output.mentions("Allocation failed");
  }

  private static ProcessBuilder command(JavaScriptOptions options, Path socket) {
    var command = new ArrayList<String>();
    command.add(options.java().toString());
    command.addAll(options.jvmArguments());
    command.addAll(List.of("-cp", options.classPath(), "dev.jensen.isolate.Worker"));
    command.addAll(List.of(socket.toString(), options.libraryDirectory().toString()));
    var builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(nothing()));
    builder.environment().clear();
    // The functions' clock has no zone but this one, and no language of this machine is theirs.
    builder.environment().put("TZ", "UTC");
    builder.environment().put("ICU_DATA", options.libraryDirectory().toString());
    return builder;
  }

  private static File nothing() {
    return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
  }

  private static void closeQuietly(ServerSocketChannel listener) {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("closing a listener", e);
    }
  }

  private static void deleteQuietly(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.debug("deleting a socket", e);
    }
  }
}

package dev.jensen.backend.function.node;

import dev.jensen.backend.function.worker.Outbox;
import dev.jensen.backend.function.worker.ProcessOutput;
import dev.jensen.backend.world.World;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One `node` process with the modules of one code version, and the socket to it. It does one thing
/// at a time.
///
/// Thread-safe.
final class NodeProcess {

  private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /// `spec/function-runtime.md` §15.
  private static final String MEMORY_MAX = "--max-old-space-size=512";

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration EXIT_MAX = Duration.ofSeconds(2);

  private final NodeCode code;
  private final Process process;
  private final NodeChannel channel;
  private final ProcessOutput output;
  private final Outbox<JsonNode> outbox;
  private final Object listening = new Object();

  // Guarded by listening.
  private Consumer<FromNode> listener = NodeProcess::drop;
  private @Nullable LostProcess lost;
  private boolean retired;

  private NodeProcess(
      World world, NodeCode code, Process process, NodeChannel channel, ProcessOutput output) {
    this.code = code;
    this.process = process;
    this.channel = channel;
    this.output = output;
    this.outbox = new Outbox<>(world, "node-%d-sender".formatted(process.pid()), this::write);
  }

  /// Starts a process and waits until it can be given something to do.
  ///
  /// @param host the script that it runs
  /// @param socket a path nothing is at yet
  /// @throws UncheckedIOException if it does not come up
  static NodeProcess start(World world, NodeCode code, Path host, Path socket) {
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      var process = launch(code, host, socket);
      var output = new ProcessOutput(Level.DEBUG, Integer.MAX_VALUE);
      world.start("node-output", () -> output.follow(process.inputReader(), process.pid()));
      // A process that dies before it connects must not keep us waiting.
      world.start("node-exit", () -> closeAtExit(process, listener));
      var channel = new NodeChannel(listener.accept());
      var started = new NodeProcess(world, code, process, channel, output);
      world.start("node-%d".formatted(process.pid()), started::read);
      started.setUp();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("a node process did not come up", e);
    } finally {
      deleteQuietly(socket);
    }
  }

  private static Process launch(NodeCode code, Path host, Path socket) throws IOException {
    var builder =
        new ProcessBuilder(
            List.of(code.node().node().toString(), MEMORY_MAX, host.toString(), socket.toString()));
    builder.directory(code.directory().toFile()).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    var environment = builder.environment();
    var inherited = List.of("PATH", "LANG");
    environment.keySet().retainAll(inherited);
    environment.put("PWD", code.directory().toString());
    environment.put("NODE_PATH", code.directory().resolve("node_modules").toString());
    environment.put("TZ", "UTC");
    return builder.start();
  }

  private static void closeAtExit(Process process, ServerSocketChannel listener) {
    process.onExit().join();
    try {
      listener.close();
    } catch (IOException e) {
      LOG.debug("closing a listener", e);
    }
  }

  /// The variables travel in a message: some change how `node` itself starts.
  private void setUp() throws IOException {
    var messages = new LinkedBlockingQueue<FromNode>();
    begin(messages::add);
    var setup =
        JSON.createObjectNode().put("kind", "setup").put("directory", code.directory().toString());
    var environment = setup.putObject("environment");
    code.code().environment().forEach(environment::put);
    send(setup);
    try {
      if (!(messages.poll(START_MAX.toSeconds(), TimeUnit.SECONDS) instanceof FromNode.Ready)) {
        output.awaitEnd();
        kill();
        throw new IOException("it printed: %s".formatted(output.lastLines()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
      throw new IOException("interrupted", e);
    } finally {
      end();
    }
  }

  NodeCode code() {
    return code;
  }

  long pid() {
    return process.pid();
  }

  /// Whether it may be given something more to do.
  boolean isUsable() {
    synchronized (listening) {
      return lost == null && !retired && process.isAlive();
    }
  }

  /// From now on `next` is told what it says, and at once if it is gone.
  void begin(Consumer<FromNode> next) {
    synchronized (listening) {
      listener = next;
      if (lost != null) {
        next.accept(new FromNode.Lost(lost));
      }
    }
  }

  /// Nobody is told any more.
  void end() {
    synchronized (listening) {
      listener = NodeProcess::drop;
    }
  }

  /// Sends a message soon; one to a process that is gone is lost with it.
  void send(JsonNode message) {
    outbox.add(message);
  }

  private boolean write(JsonNode message) {
    try {
      channel.send(message);
      return true;
    } catch (IOException e) {
      LOG.debug("node process {} is lost", pid(), e);
      return false;
    }
  }

  void kill() {
    synchronized (listening) {
      retired = true;
    }
    // What it started goes with it, and what it has printed and nobody has read yet.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void read() {
    try {
      for (var message = channel.receive(); message != null; message = channel.receive()) {
        tell(FromNode.parse(message));
      }
    } catch (IOException | IllegalStateException e) {
      LOG.debug("node process {} is lost", pid(), e);
    }
    lose();
  }

  private void tell(FromNode message) {
    synchronized (listening) {
      if (message instanceof FromNode.Retired) {
        retired = true;
      } else {
        listener.accept(message);
      }
    }
  }

  private static void drop(FromNode message) {
    LOG.debug("nobody waits for {}", message.getClass().getSimpleName());
  }

  private void lose() {
    var exit = exitCode();
    output.awaitEnd();
    kill();
    outbox.close();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing the socket of node process {}", pid(), e);
    }
    var why = new LostProcess(output.mentions("heap out of memory"), exit);
    synchronized (listening) {
      lost = why;
      listener.accept(new FromNode.Lost(why));
    }
  }

  private String exitCode() {
    try {
      int exit = process.onExit().get(EXIT_MAX.toSeconds(), TimeUnit.SECONDS).exitValue();
      return "its exit code was %d".formatted(exit);
    } catch (TimeoutException e) {
      return "it closed its connection";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "it was not waited for";
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

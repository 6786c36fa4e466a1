package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import dev.jensen.isolate.Server.AbandonedException;
import dev.jensen.isolate.Server.ServerGoneException;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Ending.Stopped;
import dev.jensen.wire.worker.Frame;
import dev.jensen.wire.worker.Frame.Answered;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Build;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Drop;
import dev.jensen.wire.worker.Frame.Evaluate;
import dev.jensen.wire.worker.Frame.Hello;
import dev.jensen.wire.worker.Frame.Load;
import dev.jensen.wire.worker.Frame.Ready;
import dev.jensen.wire.worker.Frame.Reply;
import dev.jensen.wire.worker.Frame.Request;
import dev.jensen.wire.worker.Frame.Rest;
import dev.jensen.wire.worker.Frame.Start;
import dev.jensen.wire.worker.FrameChannel;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The worker process: hosts V8, does what the server asks for over one socket, and ends when the
/// socket does.
///
/// Usage: `Worker SOCKET LIBRARY_DIRECTORY`, with the directory as `ICU_DATA` in the environment
public final class Worker {

  /// V8 takes about 1 MB of stack for itself and wants room below it.
  private static final long STACK_BYTES = 16L << 20;

  private static final int FRAME_BYTES_MAX = 512 << 20;

  /// Not 1, which a JVM has that crashes and is kept from saying so.
  private static final int EXIT_SAID_WHY = 88;

  private final Server server;
  private final Engine engine;
  private final Watchdog watchdog;
  private final CallRunner runner;
  private final ActionLoop actions;
  private @Nullable Program program;
  private int depth;

  private Worker(Server server, Engine engine, Watchdog watchdog) {
    this.server = server;
    this.engine = engine;
    this.watchdog = watchdog;
    this.runner = new CallRunner(server, watchdog);
    this.actions = new ActionLoop(server, watchdog);
    server.onNestedCall(this::nestedCall);
  }

  /// Runs until the server closes the connection.
  public static void main(String[] arguments) {
    Path socket = Path.of(arguments[0]);
    Path libraryDirectory = Path.of(arguments[1]);
    new Thread(null, () -> runToEnd(socket, libraryDirectory), "v8", STACK_BYTES).start();
  }

  private static void runToEnd(Path socket, Path libraryDirectory) {
    int exitCode = 0;
    try (var channel =
        new FrameChannel(SocketChannel.open(UnixDomainSocketAddress.of(socket)), FRAME_BYTES_MAX)) {
      var server = new Server(channel);
      var engine = Engine.start(libraryDirectory);
      var watchdog = Watchdog.start(ProcessorTime.ofThisThread());
      server.tell(new Hello(ProcessHandle.current().pid()));
      new Worker(server, engine, watchdog).serve();
    } catch (SocketException e) {
      System.err.println("connection to the server: " + e.getMessage());
      exitCode = EXIT_SAID_WHY;
    } catch (ServerGoneException _) {
      // Nobody is left to tell.
    } catch (IOException | JavetException | RuntimeException e) {
      e.printStackTrace();
      exitCode = EXIT_SAID_WHY;
    }
    // Not exit: there is nothing to tidy up, and V8 may still be in the middle of something.
    Runtime.getRuntime().halt(exitCode);
  }

  private void serve() throws JavetException {
    for (Frame frame = server.next(); frame != null; frame = server.next()) {
      switch (frame) {
        case Call call -> call(call);
        case Start start -> actions.start(start, loaded(start.call()));
        case Answered answered -> actions.answered(answered);
        case Drop(var id) -> actions.drop(id);
        case Rest() -> rest();
        case Load load -> load(load);
        case Build build -> server.tell(new SnapshotBuilder(engine, watchdog).build(build));
        case Evaluate evaluate -> new Evaluator(engine, watchdog).evaluate(evaluate, server::tell);
        default ->
            throw new IllegalStateException(
                "not for a worker: " + frame.getClass().getSimpleName());
      }
    }
  }

  private void load(Load load) throws JavetException {
    if (program != null) {
      // The isolates of a process share memory that comes from the first snapshot.
      throw new IllegalStateException("a second code version in one process");
    }
    long began = System.nanoTime();
    var loaded = new Program(engine, load, watchdog, this::answer);
    loaded.realm(false);
    program = loaded;
    server.tell(new Ready(System.nanoTime() - began));
  }

  private void rest() throws JavetException {
    if (program != null) {
      program.rest();
    }
  }

  private Program loaded(Call call) {
    if (program == null || !program.version().equals(call.version())) {
      throw new IllegalStateException("not loaded: " + call.version());
    }
    return program;
  }

  /// Runs a call while another one, in another isolate, waits for the server.
  private Done nestedCall(Call call) throws JavetException {
    depth++;
    Realm realm = loaded(call).nestedRealm(depth);
    Done done = runner.runNested(realm, call);
    // The next one at this depth must find nothing of it.
    realm.release();
    depth--;
    return done;
  }

  private void call(Call call) throws JavetException {
    Realm realm = loaded(call).realm(call.reusesContext());
    Done done = runner.run(realm, call);
    server.tell(done);
    if (done.ending().equals(new Stopped(Cause.MEMORY))) {
      // A heap that overflowed may be beyond repair; a new process is cleaner.
      throw new ServerGoneException();
    }
    if (!done.ready()) {
      long began = System.nanoTime();
      realm.restore();
      server.tell(new Ready(System.nanoTime() - began));
    }
  }

  private String answer(String operation, String arguments) throws JavetException {
    V8Runtime running = watchdog.suspend();
    try {
      Reply reply = server.ask(new Batch(List.of(new Request(operation, arguments)), 0)).getFirst();
      watchdog.enter(running);
      return (reply.failed() ? "E" : "R") + reply.text();
    } catch (AbandonedException _) {
      watchdog.enter(running);
      watchdog.stop(running, Cause.ABANDONED);
      return "E";
    } catch (ServerGoneException _) {
      // Nobody is left to tell, and there is nothing the call could go on with.
      Runtime.getRuntime().halt(0);
      return "E";
    }
  }
}

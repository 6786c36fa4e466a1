package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import dev.jensen.wire.worker.Bundle;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Frame.Build;
import dev.jensen.wire.worker.Frame.Built;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;

/// Evaluates the prelude and all modules of a bundle and writes the context down as a V8 startup
/// snapshot.
///
/// Some objects abort the process that tries; the server takes the death of this process as the
/// answer.
final class SnapshotBuilder {

  private final Engine engine;
  private final Watchdog watchdog;

  SnapshotBuilder(Engine engine, Watchdog watchdog) {
    this.engine = engine;
    this.watchdog = watchdog;
  }

  Built build(Build build) {
    watchdog.use(new Allowance(Duration.ofMillis(build.userMillis())));
    try (V8Runtime runtime = engine.forSnapshot()) {
      watchdog.enter(runtime);
      Cause stopped;
      try {
        evaluate(runtime, build.bundle());
      } finally {
        stopped = watchdog.leave();
      }
      if (stopped != null) {
        return new Built(
            "evaluating the modules took too much " + stopped.name().toLowerCase(Locale.ROOT));
      }
      write(runtime.createSnapshot(), Path.of(build.snapshotPath()));
      return new Built(null);
    } catch (ModuleThrewException | JavetException e) {
      return new Built(String.valueOf(e.getMessage()));
    }
  }

  private static void evaluate(V8Runtime runtime, Bundle bundle) throws JavetException {
    Engine.runPrelude(runtime);
    // Libraries look whether they may compile text, and what they find stays in the snapshot.
    runtime.allowEval(false);
    Harness harness = Harness.take(runtime);
    var modules = new Modules(bundle, false);
    Mailbox.openForModules(runtime, harness);
    harness.world(bundle, false);
    runtime.setV8ModuleResolver(modules);
    for (Bundle.Source source : bundle.modules()) {
      if (isCallable(source.path())) {
        try (V8Value namespace = modules.load(runtime, harness, source.path())) {
          harness.register(source.path(), namespace);
        }
      }
    }
    harness.leave();
    modules.release();
    runtime.lowMemoryNotification();
  }

  private static boolean isCallable(String path) {
    return !path.startsWith("_deps/") && !path.equals("auth.config.js");
  }

  private static void write(byte[] snapshot, Path target) {
    try {
      Path writing = target.resolveSibling(target.getFileName() + ".part");
      Files.write(writing, snapshot);
      Files.move(writing, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

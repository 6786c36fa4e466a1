package dev.jensen.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks whether a jar has changed, and has it loaded once it has been left alone for a moment.
///
/// A jar that is written slowly may look finished and be broken; so what is wrong with one is said
/// only when nothing has come after it for a while. It looks instead of being told because that
/// works on every file system, and for a jar that is deleted and made again.
final class JarWatch implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final int LOOKS_BEFORE_REPORT = 6;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);

  private final Path jar;
  private final Load load;
  private final PrintStream out;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("jar").daemon().factory());

  // Of that thread.
  private @Nullable State seen;
  private @Nullable State tried;
  private @Nullable String problem;
  private int looksSinceTried;

  private JarWatch(Path jar, Load load, PrintStream out) {
    this.jar = jar;
    this.load = load;
    this.out = out;
  }

  /// Loads what is in the jar now, unless it is loaded already.
  interface Load {

    /// What is wrong with it, or null.
    @Nullable String load();
  }

  /// What changes when somebody writes a file or puts another in its place.
  private record State(FileTime modified, long bytes, @Nullable Object key) {

    static @Nullable State of(Path file) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException e) {
        // It is being replaced.
        return null;
      }
    }
  }

  /// Looks from now on.
  ///
  /// @param out is told in one line what is wrong with a jar
  static JarWatch start(Path jar, Load load, PrintStream out) {
    var watch = new JarWatch(jar, load, out);
    var _ =
        watch.thread.scheduleWithFixedDelay(
            watch::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    var now = State.of(jar);
    if (now == null || !now.equals(seen)) {
      seen = now;
      return;
    }
    if (!now.equals(tried)) {
      tried = now;
      looksSinceTried = 0;
      problem = problem();
    } else if (problem != null && ++looksSinceTried >= LOOKS_BEFORE_REPORT) {
      out.printf(
          "%s was not loaded, the functions before it go on: %s%n", jar.getFileName(), problem);
      problem = null;
    }
  }

  private @Nullable String problem() {
    try {
      var message = load.load();
      return message == null ? null : message.strip().replaceAll("\\s*\\R\\s*", " ");
    } catch (Throwable e) {
      // What is in the jar may throw anything, and the next one is to be looked at all the same.
      return e.toString();
    }
  }

  /// Loads nothing any more.
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      var _ = thread.awaitTermination(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

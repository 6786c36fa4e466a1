package dev.jensen.backend.function.javascript;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.jensen.backend.function.javascript.WorkerLostException.Cause;
import dev.jensen.backend.model.Code;
import dev.jensen.wire.worker.Frame.Build;
import dev.jensen.wire.worker.Frame.Built;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The code versions in use, each with its startup snapshot.
///
/// Thread-safe; each version is built once, by the first who needs it. Old versions go when newer
/// ones push them out; calls that still run on them are not disturbed.
final class PreparedCodes {

  private static final Logger LOG = LoggerFactory.getLogger(PreparedCodes.class);

  private static final int VERSIONS_MAX = 8;

  /// All modules of a deployment together.
  private static final Duration EVALUATION_MAX = Duration.ofSeconds(20);

  private final WorkerPool pool;
  private final AtomicInteger snapshots = new AtomicInteger();
  private final Cache<String, PreparedCode> versions =
      Caffeine.newBuilder()
          .maximumSize(VERSIONS_MAX)
          .evictionListener(PreparedCodes::forget)
          .build();

  PreparedCodes(WorkerPool pool) {
    this.pool = pool;
  }

  PreparedCode get(Code code) {
    return versions.get(code.version(), _ -> build(code));
  }

  private PreparedCode build(Code code) {
    Path snapshot = pool.directory().resolve("s" + snapshots.incrementAndGet());
    String failure = build(code, snapshot);
    if (failure == null) {
      var prepared = PreparedCode.of(code, snapshot, null);
      failure = tryOut(prepared).orElse(null);
      if (failure == null) {
        return prepared;
      }
      delete(snapshot);
    }
    LOG.warn("code version {} runs without a snapshot: {}", code.version(), failure);
    return PreparedCode.of(code, null, failure);
  }

  /// Has a worker get ready for calls. V8 sometimes cannot read what it wrote, and then every
  /// worker would die of it, again and again.
  ///
  /// @return why the snapshot is of no use, or nothing
  private Optional<String> tryOut(PreparedCode prepared) {
    return pool.run(
        prepared.code().version(),
        worker -> {
          try {
            if (!worker.isLoaded()) {
              worker.load(prepared.load());
            }
            worker.awaitReady();
            return Optional.empty();
          } catch (WorkerLostException e) {
            LOG.debug("trying a snapshot", e);
            return Optional.of("V8 cannot read the snapshot that it made of the modules");
          }
        });
  }

  /// Has a worker write the snapshot; returns why it could not, or null.
  private @Nullable String build(Code code, Path snapshot) {
    return pool.run(WorkerPool.EVALUATION, worker -> build(worker, code, snapshot)).failure();
  }

  private static Built build(WorkerProcess worker, Code code, Path snapshot) {
    // Building leaves much behind in the process, and may break it.
    worker.retire();
    try {
      worker.send(
          new Build(
              PreparedCode.bundle(code), snapshot.toString(), (int) EVALUATION_MAX.toMillis()));
      return worker.expect(Built.class, EVALUATION_MAX.multipliedBy(2));
    } catch (WorkerLostException e) {
      return new Built(
          e.reason() == Cause.UNKNOWN
              ? "a module-level object cannot be kept in a snapshot"
              : "evaluating the modules took too much "
                  + e.reason().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void forget(
      @Nullable String version, @Nullable PreparedCode code, RemovalCause cause) {
    if (code != null && code.snapshot() != null) {
      delete(code.snapshot());
    }
  }

  private static void delete(Path snapshot) {
    try {
      Files.deleteIfExists(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

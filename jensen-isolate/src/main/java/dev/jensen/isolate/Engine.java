package dev.jensen.isolate;

import com.caoccao.javet.enums.JSRuntimeType;
import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.loader.IJavetLibLoadingListener;
import com.caoccao.javet.interop.loader.JavetLibLoader;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// V8 in this process: its library, its flags, its isolates.
final class Engine {

  /// `spec/function-runtime.md` §15; what the prelude and the snapshot take counts as well.
  private static final int HEAP_MEGABYTES_MAX = 64;

  /// No clock but ours (`Temporal`); no compiling again of what every context runs; no helper
  /// threads for garbage, of which the short-lived contexts leave plenty and alike.
  ///
  /// Not `--no-incremental-marking`, though it makes a fresh context a tenth cheaper: with it,
  /// processes of many isolates die of a bad access to memory now and then (2 of 3 runs of
  /// `CryptoTest`).
  private static final String FLAGS =
      "--no-harmony-temporal --no-flush-bytecode --single-threaded-gc";

  /// What runs first in every context.
  static final String PRELUDE = prelude();

  private static final String PRELUDE_NAME = "convex:/_system/prelude.js";

  private static final JSRuntimeType WITH_LANGUAGES = JSRuntimeType.V8I18n;

  /// What ICU, the library behind `Intl`, looks for by itself in the directory `ICU_DATA`, and
  /// maps.
  private static final String LANGUAGE_DATA = "icudt77l.dat";

  /// V8 insists on reading a file of language data into this process's own memory: one in which
  /// there is nothing, so that all processes share the pages of the other.
  private static final String NO_LANGUAGE_DATA = "icudt-none.dat";

  private final V8Host host;

  private Engine(V8Host host) {
    this.host = host;
  }

  /// Loads V8 into this process, whose environment must say that `libraryDirectory` is `ICU_DATA`.
  ///
  /// @param libraryDirectory where the native library is kept and the data of languages, so that
  ///   only the first process on a machine unpacks them and all share their pages
  static Engine start(Path libraryDirectory) {
    unpackAll(libraryDirectory);
    JavetLibLoader.setLibLoadingListener(
        new IJavetLibLoadingListener() {
          @Override
          public File getLibPath(JSRuntimeType type) {
            return libraryDirectory.toFile();
          }

          @Override
          public boolean isDeploy(JSRuntimeType type) {
            return false;
          }
        });
    V8RuntimeOptions.V8_FLAGS
        .setMaxHeapSize(HEAP_MEGABYTES_MAX)
        .setIcuDataFile(libraryDirectory.resolve(NO_LANGUAGE_DATA).toString())
        .setCustomFlags(FLAGS);
    return new Engine(V8Host.getInstance(WITH_LANGUAGES));
  }

  /// An empty isolate that can make a snapshot of itself.
  V8Runtime forSnapshot() throws JavetException {
    var options = new V8RuntimeOptions();
    options.setCreateSnapshotEnabled(true);
    return host.createV8Runtime(options);
  }

  /// An isolate whose contexts start as `snapshot` has them.
  V8Runtime fromSnapshot(byte[] snapshot) throws JavetException {
    var options = new V8RuntimeOptions();
    options.setSnapshotBlob(snapshot);
    return host.createV8Runtime(options);
  }

  /// An empty isolate.
  V8Runtime empty() throws JavetException {
    return host.createV8Runtime();
  }

  /// Runs the prelude in the current context.
  static void runPrelude(V8Runtime runtime) throws JavetException {
    runtime.getExecutor(PRELUDE).setResourceName(PRELUDE_NAME).executeVoid();
  }

  private static void unpackAll(Path directory) {
    try {
      String library = new JavetLibLoader(WITH_LANGUAGES).getLibFileName();
      Files.createDirectories(directory);
      unpack("/" + library, directory.resolve(library));
      unpack(LANGUAGE_DATA, directory.resolve(LANGUAGE_DATA));
      unpack(NO_LANGUAGE_DATA, directory.resolve(NO_LANGUAGE_DATA));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JavetException e) {
      throw new IllegalStateException("no V8 for this platform", e);
    }
  }

  private static void unpack(String name, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path unpacking = Files.createTempFile(file.getParent(), "unpacking", ".part");
    try (InputStream packed = resource(name, Engine.class)) {
      Files.copy(packed, unpacking, StandardCopyOption.REPLACE_EXISTING);
    }
    // Processes that start together each bring a whole file into place.
    Files.move(unpacking, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String prelude() {
    try (InputStream script = resource("prelude.js", Engine.class)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String name, Class<?> beside) {
    InputStream stream = beside.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalStateException("not on the class path: " + name);
    }
    return stream;
  }
}

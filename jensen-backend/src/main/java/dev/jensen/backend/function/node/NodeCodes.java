package dev.jensen.backend.function.node;

import dev.jensen.backend.function.worker.StackTraces;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the modules of code versions to disk, where `node` finds them.
///
/// Thread-safe; a version that waits for npm keeps no other waiting.
final class NodeCodes {

  private static final Logger LOG = LoggerFactory.getLogger(NodeCodes.class);

  /// Enough for the deployed one, some that still run and some that are being pushed.
  private static final int VERSIONS_MAX = 6;

  private final Installations installations;
  private final Packages packages;
  private final Path directory;

  // Guarded by this; the least recently used first.
  private final Map<String, CompletableFuture<NodeCode>> codes =
      new LinkedHashMap<>(16, 0.75f, true);

  /// Keeps all files below the directory of the options.
  NodeCodes(World world, NodeOptions options) {
    this.installations = new Installations(options.searchPath());
    this.packages = new Packages(world, options.directory().resolve("packages"), options);
    this.directory = options.directory().resolve("code");
    Directories.delete(directory);
    Directories.create(directory);
  }

  /// The code on disk, with the packages that it needs.
  ///
  /// @throws NodeMissingException if there is nothing to run it with
  /// @throws dev.jensen.backend.function.ModuleFailedException if its packages cannot be installed
  NodeCode get(Code code) {
    var mine = new CompletableFuture<NodeCode>();
    var theirs = claim(code.version(), mine);
    if (theirs != null) {
      return await(theirs);
    }
    try {
      var written = write(code);
      mine.complete(written);
      return written;
    } catch (RuntimeException e) {
      forget(code.version());
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private synchronized @Nullable CompletableFuture<NodeCode> claim(
      String version, CompletableFuture<NodeCode> mine) {
    var theirs = codes.get(version);
    if (theirs == null) {
      codes.put(version, mine);
    }
    return theirs;
  }

  private synchronized void forget(String version) {
    codes.remove(version);
  }

  private static NodeCode await(CompletableFuture<NodeCode> theirs) {
    try {
      return theirs.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private NodeCode write(Code code) {
    var node = installations.find(code.node().version());
    var itsPackages = packages.install(code.node(), node);
    var own = directory.resolve(code.version());
    Directories.delete(own);
    try {
      Files.createDirectories(own);
      Files.writeString(own.resolve("package.json"), "{\"type\":\"module\"}");
      for (var module : code.modules()) {
        if (module.environment() == Module.Environment.NODE) {
          var file = own.resolve(module.path());
          Files.createDirectories(file.getParent());
          Files.writeString(file, module.source());
        }
      }
      if (itsPackages != null) {
        Files.createSymbolicLink(own.resolve("node_modules"), itsPackages);
      }
      var written = new NodeCode(code, node, own.toRealPath(), new StackTraces(code.modules()));
      deleteOldest();
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteOldest() {
    for (var version : oldest()) {
      LOG.debug("Deleting the modules of version {}", version);
      Directories.delete(directory.resolve(version));
    }
  }

  private synchronized List<String> oldest() {
    var versions = List.copyOf(codes.keySet());
    var old = new ArrayList<>(versions.subList(0, Math.max(0, versions.size() - VERSIONS_MAX)));
    old.removeIf(version -> {
      var code = codes.get(version);
      return code != null && !code.isDone();
    });
    old.forEach(codes::remove);
    return old;
  }
}

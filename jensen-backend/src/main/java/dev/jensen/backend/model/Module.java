package dev.jensen.backend.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// One pushed JavaScript module, byte for byte as the CLI bundled it.
///
/// @param path relative to the functions directory, such as `dir/tasks.js`
/// @param sourceMap version 3 JSON, or null if the push had none
/// @param sha256 lower-case hex over source and source map (`spec/deploy-api.md` §5.2)
public record Module(
    String path,
    Environment environment,
    String source,
    @Nullable String sourceMap,
    String sha256) {

  /// The module that lists authentication providers; it is evaluated, but no function runs in it.
  public static final String AUTH_CONFIG = "auth.config.js";

  /// A module with the hash that belongs to its text.
  public static Module of(
      String path, Environment environment, String source, @Nullable String sourceMap) {
    return new Module(path, environment, source, sourceMap, hash(source, sourceMap));
  }

  private static String hash(String source, @Nullable String sourceMap) {
    var digest = CodeVersion.sha256();
    digest.update(source.getBytes(StandardCharsets.UTF_8));
    if (sourceMap != null) {
      digest.update(sourceMap.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Whether only other modules can use it: a chunk that the bundler split off.
  public boolean isChunk() {
    return path.startsWith("_deps/");
  }

  /// Where a module runs.
  public enum Environment {
    ISOLATE,
    NODE
  }
}

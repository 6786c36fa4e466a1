package dev.jensen.backend.model;

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

  /// Where a module runs.
  public enum Environment {
    ISOLATE,
    NODE
  }
}

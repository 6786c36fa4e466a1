package dev.jensen.backend.model;

import org.jspecify.annotations.Nullable;

/// What evaluating a module told about one exported function (`spec/deploy-api.md` §7.2, §8).
///
/// @param isPublic whether callers from outside may run it
/// @param args validator JSON, or null when arguments are not checked
/// @param returns validator JSON (may be the text `null`), or null when results are not checked
/// @param position where the handler stands in the original source, or null if unknown
public record AnalyzedFunction(
    String name,
    FunctionType type,
    boolean isPublic,
    @Nullable String args,
    @Nullable String returns,
    @Nullable Position position) {

  /// A place in a source file.
  ///
  /// @param line from 0
  /// @param column from 0
  public record Position(String path, int line, int column) {}
}

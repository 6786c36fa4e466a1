package dev.jensen.backend.model;

import dev.jensen.value.Validator;
import org.jspecify.annotations.Nullable;

/// A pushed schema (`spec/values-and-data.md` §6).
///
/// Immutable.
public final class Schema {

  /// What documents of `table` must match, without their system fields; null when the schema does
  /// not name the table or does not check documents.
  public @Nullable Validator documentValidator(String table) {
    throw new UnsupportedOperationException("not written yet");
  }
}

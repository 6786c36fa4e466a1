package dev.jensen.value;

import org.jspecify.annotations.Nullable;

/// A description of the values that are allowed somewhere (`spec/values-and-data.md` §6.2–§6.5).
public sealed interface Validator {

  /// Matches everything.
  record Any() implements Validator {}

  /// Reads the JSON form that `exportArgs()`, `exportReturns()` and schemas use.
  ///
  /// @throws InvalidValueException if `json` is no validator
  static Validator parse(String json) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// The JSON form.
  default String toJson() {
    throw new UnsupportedOperationException("not written yet");
  }

  /// Why `value` does not match, in the spec's words, or null if it does.
  default @Nullable String mismatch(Value value, TableNames tables) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// How messages show this validator, such as `v.array(v.string())`.
  default String display() {
    throw new UnsupportedOperationException("not written yet");
  }
}

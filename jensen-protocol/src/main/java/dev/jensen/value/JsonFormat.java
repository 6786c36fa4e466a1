package dev.jensen.value;

/// The JSON encodings of values (`spec/values-and-data.md` §1.2–§1.4).
public enum JsonFormat {
  /// Lossless, with `$integer`, `$float` and `$bytes` tags: what clients and functions exchange.
  ENCODED,
  /// Readable and lossy.
  CLEAN,
  /// Lossless, int64 as JSON integers: snapshots.
  EXPORT;

  /// `value` as JSON text; object keys sorted.
  public String write(Value value) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// The value that `json` encodes.
  ///
  /// @throws InvalidValueException if the text is no JSON, or no value in this format
  public Value read(String json) {
    throw new UnsupportedOperationException("not written yet");
  }
}

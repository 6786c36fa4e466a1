package dev.jensen.value;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// The limits of values and documents (`spec/values-and-data.md` §2.1, §2.2).
///
/// Those for values hold for every [Value] that exists; those for documents are checked by
/// [#checkDocument(Value.Obj)].
public final class ValueLimits {

  /// The size of any value.
  public static final int VALUE_BYTES_MAX = 32 << 20;

  /// The nesting of any value.
  public static final int VALUE_NESTING_MAX = 64;

  /// The size of a document, `_id` and `_creationTime` included.
  public static final int DOCUMENT_BYTES_MAX = 1 << 20;

  /// The nesting of a document.
  public static final int DOCUMENT_NESTING_MAX = 16;

  /// The elements of one array.
  public static final int ARRAY_LENGTH_MAX = 8192;

  /// The fields of one object.
  public static final int FIELDS_MAX = 1024;

  private ValueLimits() {}

  /// Checks what documents must keep and other values need not: names of top-level fields, size and
  /// nesting.
  ///
  /// @param document whole, `_id` and `_creationTime` included
  /// @throws InvalidValueException with the spec's message if it breaks a limit
  public static void checkDocument(Value.Obj document) {
    for (String name : document.fields().keySet()) {
      if (name.startsWith("_") && !name.equals("_id") && !name.equals("_creationTime")) {
        throw new InvalidValueException(
            "Document(value: %s) isn't a valid document: Field '%s' starts with an underscore, which is only allowed for system fields like '_id'"
                .formatted(document.display(), name));
      }
    }
    checkBytes(document.size(), DOCUMENT_BYTES_MAX);
    if (document.nesting() > DOCUMENT_NESTING_MAX) {
      throw new InvalidValueException(
          "Document is too nested (nested %d levels deep > maximum nesting %d)"
              .formatted(document.nesting(), DOCUMENT_NESTING_MAX));
    }
  }

  /// `bytes` as messages show a size, such as `1.5 MiB`.
  public static String displayBytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB"};
    int unit = 0;
    long one = 1;
    while (unit + 1 < units.length && bytes >= one << 10) {
      unit++;
      one <<= 10;
    }
    BigDecimal amount =
        BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(one), 2, RoundingMode.HALF_UP);
    return amount.stripTrailingZeros().toPlainString() + " " + units[unit];
  }

  static int checkValueBytes(long bytes) {
    checkBytes(bytes, VALUE_BYTES_MAX);
    return (int) bytes;
  }

  static int checkValueNesting(int levels) {
    if (levels > VALUE_NESTING_MAX) {
      throw new InvalidValueException(
          "Value is too nested (nested %d levels deep > maximum nesting %d)"
              .formatted(levels, VALUE_NESTING_MAX));
    }
    return levels;
  }

  static void checkArrayLength(int length) {
    if (length > ARRAY_LENGTH_MAX) {
      throw new InvalidValueException(
          "Array length is too long (%d > maximum length %d)".formatted(length, ARRAY_LENGTH_MAX));
    }
  }

  static void checkFieldCount(int count) {
    if (count > FIELDS_MAX) {
      throw new InvalidValueException(
          "Object has too many fields (%d > maximum number %d)".formatted(count, FIELDS_MAX));
    }
  }

  private static void checkBytes(long bytes, int max) {
    if (bytes > max) {
      throw new InvalidValueException(
          "Value is too large (%s > maximum size %s)"
              .formatted(displayBytes(bytes), displayBytes(max)));
    }
  }
}

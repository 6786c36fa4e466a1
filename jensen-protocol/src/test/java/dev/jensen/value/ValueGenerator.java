package dev.jensen.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random values for property tests, edge cases far more often than chance would give.
public final class ValueGenerator {

  private static final double[] NUMBERS = {
    0.0,
    -0.0,
    1,
    -1,
    0.1,
    1e21,
    1e-7,
    123456789.25,
    1L << 53,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.longBitsToDouble(0xfff8_0000_0000_0001L),
    Double.longBitsToDouble(0x7ff8_0000_dead_beefL)
  };

  /// Pieces of text on both sides of every border in UTF-8 and UTF-16, and of the escape of zero.
  private static final String[] PIECES = {
    "a",
    "b",
    "Z",
    " ",
    "\"",
    "\\",
    "\n",
    "\0",
    "\u0001",
    "\u007f",
    "\u0080",
    "é",
    "\u07ff",
    "\u0800",
    "漢",
    "\ud7ff",
    "\ue000",
    "\uffff",
    "\ud800\udc00",
    "😀",
    "\udbff\udfff"
  };

  private static final String[] NAMES = {"", " ", "a", "aa", "ab", "b", "B", "_x", "a-b", "~", "0"};

  private static final byte[] OCTETS = {0, 1, 0x7f, (byte) 0x80, (byte) 0xfe, (byte) 0xff};

  private final RandomGenerator random;

  /// Draws from `random`.
  public ValueGenerator(RandomGenerator random) {
    this.random = random;
  }

  /// A value that nests no deeper than `nesting`.
  public Value value(int nesting) {
    return switch (random.nextInt(nesting == 0 ? 6 : 8)) {
      case 0 -> new Value.Null();
      case 1 -> int64();
      case 2 -> float64();
      case 3 -> new Value.Bool(random.nextBoolean());
      case 4 -> new Value.Text(text());
      case 5 -> new Value.Bytes(bytes());
      case 6 -> array(nesting);
      default -> object(nesting);
    };
  }

  /// A value, or null (undefined) once in a while.
  public @Nullable Value optional(int nesting) {
    return random.nextInt(8) == 0 ? null : value(nesting);
  }

  /// Up to `max` values, some of them undefined: the fields of an index key.
  public List<@Nullable Value> key(int max) {
    var values = new ArrayList<@Nullable Value>();
    for (int i = random.nextInt(max + 1); i > 0; i--) {
      values.add(optional(2));
    }
    return values;
  }

  /// Any integer, of every width.
  public Value.Int64 int64() {
    long number = random.nextLong() >> random.nextInt(Long.SIZE);
    return new Value.Int64(
        switch (random.nextInt(4)) {
          case 0 -> 1L << random.nextInt(Long.SIZE);
          case 1 -> -(1L << random.nextInt(Long.SIZE)) - 1;
          default -> number;
        });
  }

  /// Any double, NaN payloads included.
  public Value.Float64 float64() {
    return new Value.Float64(
        switch (random.nextInt(4)) {
          case 0 -> Double.longBitsToDouble(random.nextLong());
          case 1 -> random.nextInt(-100, 100);
          case 2 -> random.nextLong(1L << 50) / 1000.0;
          default -> NUMBERS[random.nextInt(NUMBERS.length)];
        });
  }

  /// Valid Unicode of up to five pieces.
  public String text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  /// An array that nests no deeper than `nesting`, which is at least 1.
  public Value.Array array(int nesting) {
    var items = new ArrayList<Value>();
    for (int i = random.nextInt(5); i > 0; i--) {
      items.add(value(nesting - 1));
    }
    return new Value.Array(items);
  }

  /// An object that nests no deeper than `nesting`, which is at least 1.
  public Value.Obj object(int nesting) {
    var fields = new LinkedHashMap<String, Value>();
    for (int i = random.nextInt(5); i > 0; i--) {
      fields.put(NAMES[random.nextInt(NAMES.length)], value(nesting - 1));
    }
    return Value.Obj.of(fields);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = OCTETS[random.nextInt(OCTETS.length)];
    }
    return bytes;
  }
}

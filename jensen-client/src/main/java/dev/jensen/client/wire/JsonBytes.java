package dev.jensen.client.wire;

import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.OutputStream;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Counts the bytes that are written to it.
final class JsonBytes extends OutputStream {

  /// The most that JSON makes of one byte: the escape of a control character.
  private static final int FACTOR_MAX = 6;

  private static final JsonFactory JSON = new JsonFactory();

  private long count;

  private JsonBytes() {}

  /// Whether `value` as JSON has more than `max` bytes. Costs nothing if it is far from it.
  static boolean exceed(long max, Value value) {
    return (long) FACTOR_MAX * value.size() > max && of(value) > max;
  }

  private static long of(Value value) {
    var bytes = new JsonBytes();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      JsonFormat.ENCODED.write(value, json);
    }
    return bytes.count;
  }

  @Override
  public void write(int one) {
    count++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    count += length;
  }
}

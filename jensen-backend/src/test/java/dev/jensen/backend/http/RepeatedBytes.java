package dev.jensen.backend.http;

import java.io.InputStream;

/// So many bytes, 0 to 250 over and over, that nobody has in memory.
final class RepeatedBytes extends InputStream {

  private static final int PERIOD = 251;

  private final long count;
  private long position;

  RepeatedBytes(long count) {
    this.count = count;
  }

  @Override
  public int read() {
    return position == count ? -1 : (int) (position++ % PERIOD);
  }

  @Override
  public int read(byte[] bytes, int from, int length) {
    int n = (int) Math.min(length, count - position);
    for (int i = 0; i < n; i++) {
      bytes[from + i] = (byte) ((position + i) % PERIOD);
    }
    position += n;
    return n == 0 && length > 0 ? -1 : n;
  }
}

package dev.jensen.backend.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Some bytes of a file; closes the file with itself.
final class FileRange extends InputStream {

  private final FileChannel file;
  private long position;
  private long left;

  FileRange(FileChannel file, long offset, long length) {
    this.file = file;
    this.position = offset;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    if (left == 0 && count > 0) {
      return -1;
    }
    int n = file.read(ByteBuffer.wrap(bytes, from, (int) Math.min(count, left)), position);
    if (n > 0) {
      position += n;
      left -= n;
    }
    return n;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

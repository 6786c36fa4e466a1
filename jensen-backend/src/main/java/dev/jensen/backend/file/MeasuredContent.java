package dev.jensen.backend.file;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Counts and digests a content while somebody reads it.
final class MeasuredContent extends DigestInputStream {

  private long size;

  MeasuredContent(InputStream content) {
    super(content, newDigest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    size += read < 0 ? 0 : 1;
    return read;
  }

  @Override
  public int read(byte[] bytes, int from, int count) throws IOException {
    int n = super.read(bytes, from, count);
    size += Math.max(n, 0);
    return n;
  }

  /// How many bytes were read.
  long size() {
    return size;
  }

  /// The digest of what was read; asked for once.
  byte[] sha256() {
    return digest.digest();
  }
}

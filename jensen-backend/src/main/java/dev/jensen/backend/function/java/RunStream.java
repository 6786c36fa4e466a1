package dev.jensen.backend.function.java;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream between a running function and the server, whose time is that of the side that is asked
/// for bytes.
final class RunStream extends FilterInputStream {

  private final Run run;
  private final boolean isOfFunction;

  /// @param isOfFunction whether the server reads what the function gives, and not the other way
  RunStream(Run run, InputStream source, boolean isOfFunction) {
    super(source);
    this.run = run;
    this.isOfFunction = isOfFunction;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!isOfFunction) {
      return run.waiting(() -> super.read(target, offset, length));
    }
    run.enter();
    try {
      return super.read(target, offset, length);
    } catch (RuntimeException | StackOverflowError e) {
      // The function's own failure, which is none of the server.
      throw new IOException(e);
    } finally {
      run.leave();
    }
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 1 << 16)).length;
  }
}

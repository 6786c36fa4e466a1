package dev.jensen.backend.function.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A body that one thread writes in pieces while another reads it; a writer waits while too many
/// pieces wait.
///
/// Thread-safe.
final class UploadPipe extends InputStream {

  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private final int piecesMax;
  private byte[] current = new byte[0];
  private int position;
  private boolean complete;
  private @Nullable String brokenOff;
  private @Nullable String failure;

  UploadPipe(int piecesMax) {
    this.piecesMax = piecesMax;
  }

  /// Adds a piece as soon as there is room.
  ///
  /// @throws IoFailedException if nobody will read it
  synchronized void write(byte[] piece) {
    while (pieces.size() >= piecesMax && failure == null && brokenOff == null) {
      await();
    }
    if (failure != null || brokenOff != null || complete) {
      throw new IoFailedException("The body is no longer wanted");
    }
    pieces.add(piece);
    notifyAll();
  }

  /// There are no more pieces.
  synchronized void complete() {
    complete = true;
    notifyAll();
  }

  /// There should have been more pieces: readers fail after those that are there.
  synchronized void breakOff(String message) {
    if (brokenOff == null) {
      brokenOff = message;
    }
    notifyAll();
  }

  /// Readers and writers fail from now on.
  synchronized void fail(String message) {
    if (failure == null) {
      failure = message;
    }
    pieces.clear();
    notifyAll();
  }

  @Override
  public synchronized int read() throws IOException {
    return next() ? current[position++] & 0xff : -1;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!next()) {
      return -1;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, target, offset, count);
    position += count;
    return count;
  }

  /// Who stops reading wants no more.
  @Override
  public void close() {
    fail("closed");
  }

  /// Whether there is another byte, at `position` of `current`.
  private boolean next() throws IOException {
    while (position == current.length) {
      if (failure != null) {
        throw new IOException(failure);
      }
      byte[] piece = pieces.poll();
      if (piece != null) {
        current = piece;
        position = 0;
        notifyAll();
      } else if (brokenOff != null) {
        throw new IOException(brokenOff);
      } else if (complete) {
        return false;
      } else {
        await();
      }
    }
    return true;
  }

  /// Waits for a change; whoever calls it looks again.
  @SuppressWarnings("WaitNotInLoop")
  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IoFailedException("interrupted");
    }
  }
}

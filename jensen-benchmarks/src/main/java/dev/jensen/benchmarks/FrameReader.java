package dev.jensen.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/// Takes a server's WebSocket frames (RFC 6455, section 5.2) out of what arrives on one connection.
final class FrameReader {

  /// Holds what small messages need; grows for larger ones.
  private static final int INITIAL_BYTES = 1024;

  private static final int FINAL = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private ByteBuffer bytes = ByteBuffer.allocate(INITIAL_BYTES);

  /// Takes frames.
  interface Receiver {

    /// Takes the next frame.
    ///
    /// @param opcode what kind of frame it is
    /// @param payload valid only during the call
    void received(int opcode, ByteBuffer payload) throws IOException;
  }

  /// Reads once from `channel` and hands over every frame that is complete.
  ///
  /// @throws EOFException if the server has closed the connection
  void read(ReadableByteChannel channel, Receiver receiver) throws IOException {
    if (!bytes.hasRemaining()) {
      bytes = ByteBuffer.allocate(2 * bytes.capacity()).put(bytes.flip());
    }
    if (channel.read(bytes) < 0) {
      throw new EOFException("the server closed the connection");
    }
    bytes.flip();
    while (next(receiver)) {
      // One frame after the other.
    }
    bytes.compact();
  }

  private boolean next(Receiver receiver) throws IOException {
    int start = bytes.position();
    int head = headLength();
    if (head < 0) {
      return false;
    }
    int first = bytes.get(start);
    int length = payloadLength();
    if (bytes.remaining() < head + length) {
      return false;
    }
    if ((first & FINAL) == 0) {
      throw new IOException("a message in fragments, which this client does not put together");
    }
    receiver.received(first & 0xf, bytes.slice(start + head, length));
    bytes.position(start + head + length);
    return true;
  }

  /// The length of the frame's head, or -1 if it is not there yet.
  private int headLength() {
    if (bytes.remaining() < 2) {
      return -1;
    }
    int head =
        switch (bytes.get(bytes.position() + 1)) {
          case LENGTH_16 -> 4;
          case LENGTH_64 -> 10;
          default -> 2;
        };
    return bytes.remaining() < head ? -1 : head;
  }

  private int payloadLength() {
    int at = bytes.position() + 1;
    int length = bytes.get(at);
    return switch (length) {
      case LENGTH_16 -> Short.toUnsignedInt(bytes.getShort(at + 1));
      case LENGTH_64 -> Math.toIntExact(bytes.getLong(at + 1));
      default -> length;
    };
  }
}

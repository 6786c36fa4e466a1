package dev.jensen.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/// Takes a server's WebSocket messages (RFC 6455, section 5) out of what arrives on one connection.
final class FrameReader {

  /// Holds what small messages need; grows for larger ones.
  private static final int INITIAL_BYTES = 1024;

  private static final int FINAL = 0x80;
  private static final int OPCODE = 0xf;
  private static final int CONTINUATION = 0;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private ByteBuffer bytes = ByteBuffer.allocate(INITIAL_BYTES);

  /// The frames of a message whose last one is not there yet, and what kind it is.
  private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();

  private int fragmented;

  /// Takes messages, and what is sent between them.
  interface Receiver {

    /// Takes the next message.
    ///
    /// @param opcode what kind it is
    /// @param payload valid only during the call
    void received(int opcode, ByteBuffer payload) throws IOException;
  }

  /// Reads once from `channel` and hands over every message that is complete.
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
    received(first, bytes.slice(start + head, length), receiver);
    bytes.position(start + head + length);
    return true;
  }

  private void received(int first, ByteBuffer payload, Receiver receiver) throws IOException {
    int opcode = first & OPCODE;
    boolean isFinal = (first & FINAL) != 0;
    if (isFinal && opcode != CONTINUATION) {
      receiver.received(opcode, payload);
      return;
    }
    if (opcode != CONTINUATION) {
      fragmented = opcode;
    }
    fragments.write(payload.array(), payload.arrayOffset(), payload.remaining());
    if (isFinal) {
      receiver.received(fragmented, ByteBuffer.wrap(fragments.toByteArray()));
      fragments.reset();
    }
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

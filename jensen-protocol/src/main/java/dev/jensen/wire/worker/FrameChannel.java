package dev.jensen.wire.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// Sends and receives frames over a connected socket; blocks.
///
/// One thread at a time may use it.
public final class FrameChannel implements AutoCloseable {

  /// Fits what nearly every frame needs, so that one read takes a whole frame.
  private static final int BUFFER_BYTES = 1 << 16;

  private final SocketChannel socket;
  private final int frameBytesMax;
  private final ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES).flip();

  /// Speaks over `socket`, which this channel then owns.
  ///
  /// @param frameBytesMax the largest frame to accept
  public FrameChannel(SocketChannel socket, int frameBytesMax) {
    this.socket = socket;
    this.frameBytesMax = frameBytesMax;
  }

  /// Sends one frame.
  ///
  /// @throws UncheckedIOException if the other side is gone
  public void send(Frame frame) {
    ByteBuffer bytes = FrameFormat.encode(frame);
    try {
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for one frame.
  ///
  /// @return null when the other side has closed the connection
  /// @throws MalformedFrameException if the bytes are no frame
  /// @throws UncheckedIOException if the connection broke
  public @Nullable Frame receive() {
    try {
      if (!fill(FrameFormat.LENGTH_BYTES)) {
        return null;
      }
      int length = received.getInt();
      if (length < 0 || length > frameBytesMax) {
        throw new MalformedFrameException(
            "frame of %d bytes, at most %d are accepted".formatted(length, frameBytesMax));
      }
      return length <= BUFFER_BYTES ? receiveSmall(length) : receiveLarge(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Frame receiveSmall(int length) throws IOException {
    if (!fill(length)) {
      return null;
    }
    ByteBuffer body = received.slice(received.position(), length);
    received.position(received.position() + length);
    return FrameFormat.decode(body);
  }

  private @Nullable Frame receiveLarge(int length) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(length);
    body.put(received);
    while (body.hasRemaining()) {
      if (socket.read(body) < 0) {
        return null;
      }
    }
    return FrameFormat.decode(body.flip());
  }

  /// Makes `count` bytes available; false at the end of the stream.
  private boolean fill(int count) throws IOException {
    if (received.remaining() >= count) {
      return true;
    }
    received.compact();
    try {
      while (received.position() < count) {
        if (socket.read(received) < 0) {
          return false;
        }
      }
      return true;
    } finally {
      received.flip();
    }
  }
}

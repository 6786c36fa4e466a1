package dev.jensen.backend.function.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/// Messages over a connected socket, as `docs/formats/node-frames.md` describes.
///
/// One thread may receive while another one sends.
final class NodeChannel implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int FRAME_BYTES_MAX = 256 << 20;

  private final SocketChannel socket;

  NodeChannel(SocketChannel socket) {
    this.socket = socket;
  }

  /// Sends one message.
  void send(JsonNode message) throws IOException {
    byte[] text = JSON.writeValueAsBytes(message);
    var frame = ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text);
    frame.flip();
    while (frame.hasRemaining()) {
      socket.write(frame);
    }
  }

  /// Waits for one message; null when the other side has closed the connection.
  ///
  /// @throws IOException if the connection broke, or what came is no message
  @Nullable JsonNode receive() throws IOException {
    var length = read(Integer.BYTES);
    if (length == null) {
      return null;
    }
    int bytes = length.getInt();
    if (bytes < 0 || bytes > FRAME_BYTES_MAX) {
      throw new IOException("frame of %d bytes".formatted(bytes));
    }
    var text = read(bytes);
    try {
      return text == null ? null : JSON.readTree(new ByteBufferBackedInputStream(text));
    } catch (JacksonException e) {
      throw new IOException("not JSON", e);
    }
  }

  private @Nullable ByteBuffer read(int count) throws IOException {
    var buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        return null;
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

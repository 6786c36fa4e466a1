package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A connection that was made a WebSocket and then sends any bytes (RFC 6455).
final class RawFrames implements AutoCloseable {

  static final int FINAL = 0x80;
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /// What stands for the code of a close frame that has none, and for no such frame.
  static final int NONE = 1005;

  static final int CUT = 1006;

  private static final int WAIT_MAX_MILLIS = 20_000;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {1, 2, 3, 4};

  private final Socket socket;
  private final DataInputStream in;

  /// What the server has sent.
  ///
  /// @param bytes the payload, each byte as a character
  record Frame(int opcode, String bytes) {

    private byte[] payload() {
      return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    String text() {
      return new String(payload(), StandardCharsets.UTF_8);
    }
  }

  /// All that the server sent until the end of the connection.
  ///
  /// @param code with which it closed, or [#CUT] if there was no such frame
  record Ended(List<Frame> frames, int code, String reason) {}

  RawFrames(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(WAIT_MAX_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    socket
        .getOutputStream()
        .write(
            """
            GET /api/1.48.0/sync HTTP/1.1\r
            Host: test\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(head()).startsWith("HTTP/1.1 101 ");
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  static byte[] frame(int first, byte[] payload) {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK[i % MASK.length];
    }
    return join(beginning(first, MASKED, payload.length), MASK, masked);
  }

  static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] unmasked(int first, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return join(beginning(first, 0, bytes.length), bytes);
  }

  /// The beginning of a frame that says it has this length, in as many bytes as it needs.
  static byte[] beginning(int first, int masked, long length) {
    var start = ByteBuffer.allocate(10).put((byte) first);
    if (length >= 0 && length < 126) {
      start.put((byte) (masked | (int) length));
    } else if (length >= 0 && length < 1 << 16) {
      start.put((byte) (masked | 126)).putShort((short) length);
    } else {
      start.put((byte) (masked | 127)).putLong(length);
    }
    byte[] bytes = new byte[start.position()];
    start.flip().get(bytes);
    return bytes;
  }

  static byte[] beginning(int first, long length) {
    return join(beginning(first, MASKED, length), MASK);
  }

  static byte[] close(int code, byte[] reason) {
    return frame(
        FINAL | CLOSE, join(ByteBuffer.allocate(2).putShort((short) code).array(), reason));
  }

  static byte[] join(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (var part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /// Sends the bytes, unless the server has had enough.
  RawFrames send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      return this;
    }
    return this;
  }

  /// Sends no more.
  RawFrames end() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException e) {
      return this;
    }
    return this;
  }

  /// The next frame, which must be one that a server may send.
  Frame next() throws IOException {
    int first = in.readUnsignedByte();
    assertThat(first & 0x70).as("reserved bits").isZero();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    assertThat(length).isBetween(0L, 1L << 20);
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return new Frame(first & 0xf, new String(payload, StandardCharsets.ISO_8859_1));
  }

  /// Reads until the server ends the connection, and fails if it does not.
  Ended rest() throws IOException {
    var frames = new ArrayList<Frame>();
    int code = CUT;
    var reason = "";
    try {
      while (true) {
        var frame = next();
        assertThat(code).as("nothing comes after a close frame").isEqualTo(CUT);
        frames.add(frame);
        if (frame.opcode() == CLOSE) {
          var content = ByteBuffer.wrap(frame.payload());
          code = content.hasRemaining() ? content.getShort() : NONE;
          reason = StandardCharsets.UTF_8.decode(content).toString();
        }
      }
    } catch (EOFException | SocketException end) {
      return new Ended(frames, code, reason);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

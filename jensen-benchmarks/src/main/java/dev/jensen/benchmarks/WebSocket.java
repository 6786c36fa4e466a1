package dev.jensen.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The client's end of a WebSocket to a server on this machine.
///
/// It asks for no compression, answers pings, and leaves messages undecoded: receiving must cost
/// next to nothing, and the same with every server. One thread uses it, and blocks, until a
/// [SocketReader] takes it over.
final class WebSocket implements Closeable {

  private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xa;
  private static final int LENGTH_7_MAX = 125;
  private static final int LENGTH_16_MAX = 0xffff;
  private static final int HEAD_BYTES_MAX = 14;

  private final SocketChannel channel;
  private final ReadableByteChannel blocking;
  private final FrameReader frames = new FrameReader();

  /// Takes messages.
  interface Receiver {

    /// Takes the next message.
    ///
    /// @param message valid only during the call
    void received(ByteBuffer message);
  }

  private WebSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    // Only the socket's stream gives up when nothing comes.
    channel.socket().setSoTimeout((int) SILENCE_MAX.toMillis());
    blocking = Channels.newChannel(channel.socket().getInputStream());
  }

  /// Connects, shakes hands, and makes each exchange of `greeting`.
  ///
  /// @throws IllegalStateException if the server refuses
  static WebSocket open(int port, String path, Exchange... greeting) {
    try {
      var socket =
          new WebSocket(
              SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      try {
        socket.shakeHands(path);
        for (var exchange : greeting) {
          socket.exchange(exchange);
        }
        return socket;
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void shakeHands(String path) throws IOException {
    String request =
        String.join(
            "\r\n",
            "GET " + path + " HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "\r\n");
    write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    String head = readHead(channel.socket().getInputStream());
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IllegalStateException("no WebSocket at %s: %s".formatted(path, head));
    }
  }

  /// Byte by byte, because what follows the head is frames.
  private static String readHead(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IllegalStateException("no answer to a handshake: %s".formatted(head));
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /// Sends the messages of `exchange` and waits until they are answered.
  ///
  /// @throws IllegalStateException if the server refuses
  void exchange(Exchange exchange) {
    try {
      for (String message : exchange.messages()) {
        send(TEXT, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
      }
      var answers = new AtomicInteger();
      while (answers.get() < exchange.times()) {
        read(blocking, message -> answers.addAndGet(exchange.answersIn(message)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no answer %s: %s".formatted(exchange.answer(), e), e);
    }
  }

  /// The channel, no longer blocking.
  SocketChannel unblock() throws IOException {
    channel.configureBlocking(false);
    return channel;
  }

  /// Reads what has arrived; of a socket that was unblocked.
  void read(Receiver receiver) throws IOException {
    read(channel, receiver);
  }

  private void read(ReadableByteChannel from, Receiver receiver) throws IOException {
    frames.read(
        from,
        (opcode, payload) -> {
          switch (opcode) {
            case TEXT -> receiver.received(payload);
            case PING -> send(PONG, payload);
            case CLOSE -> throw new IOException("the server closed the WebSocket");
            default -> throw new IOException("an unexpected frame of type %d".formatted(opcode));
          }
        });
  }

  private void send(int opcode, ByteBuffer payload) throws IOException {
    int length = payload.remaining();
    var frame = ByteBuffer.allocate(HEAD_BYTES_MAX + length).put((byte) (FINAL | opcode));
    if (length <= LENGTH_7_MAX) {
      frame.put((byte) (MASKED | length));
    } else if (length <= LENGTH_16_MAX) {
      frame.put((byte) (MASKED | (LENGTH_7_MAX + 1))).putShort((short) length);
    } else {
      frame.put((byte) (MASKED | (LENGTH_7_MAX + 2))).putLong(length);
    }
    // A mask of zeros leaves the payload as it is.
    write(frame.putInt(0).put(payload).flip());
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

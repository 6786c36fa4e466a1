package dev.jensen.benchmarks;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One kept-alive HTTP/1.1 connection that posts JSON and reads answers with a `Content-Length`.
final class HttpConnection implements Closeable {

  private static final byte[] END_OF_HEAD = {'\r', '\n'};
  private static final String LENGTH = "content-length:";
  private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

  private final byte[] credentials;
  private final Socket socket;
  private final InputStream in;

  HttpConnection(int port) throws IOException {
    this(port, null);
  }

  /// @param token sent with every request, or null for none
  HttpConnection(int port, @Nullable String token) throws IOException {
    credentials =
        (token == null ? "" : "Authorization: Bearer %s\r\n".formatted(token))
            .getBytes(StandardCharsets.US_ASCII);
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) SILENCE_MAX.toMillis());
    in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
  }

  /// Posts `json` and returns the body of the answer.
  String post(String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        String.join(
                "\r\n",
                "POST " + path + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Content-Type: application/json",
                "Content-Length: " + body.length,
                "")
            .getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(concat(head, credentials, END_OF_HEAD, body));
    return new String(in.readNBytes(readHead()), StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int filled = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, filled, part.length);
      filled += part.length;
    }
    return whole;
  }

  private int readHead() throws IOException {
    int length = -1;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without a Content-Length");
    }
    return length;
  }

  private String readLine() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

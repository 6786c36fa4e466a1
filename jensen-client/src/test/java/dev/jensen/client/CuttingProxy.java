package dev.jensen.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a client and a server at TCP's level: can cut all connections, refuse new ones,
/// and let through what goes one way only.
final class CuttingProxy implements AutoCloseable {

  private final URI target;
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean isRefusing;
  private volatile boolean isDeaf;

  CuttingProxy(URI target) throws IOException {
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d".formatted(server.getLocalPort()));
  }

  /// How many connections there have been.
  int connections() {
    return connections.get();
  }

  /// Cuts every connection; new ones go through.
  void cut() {
    isDeaf = false;
    sockets.forEach(CuttingProxy::close);
  }

  /// Cuts every connection and closes new ones at once, until told otherwise.
  void refuse(boolean refusing) {
    isRefusing = refusing;
    if (refusing) {
      cut();
    }
  }

  /// Drops what the server says, until the connection is cut. The greeting of one that begins
  /// meanwhile comes through, so that a client is not kept from saying what it has to say.
  void deafen() {
    isDeaf = true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        connections.incrementAndGet();
        if (isRefusing) {
          close(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        isRefusing = true;
      }
    }
  }

  private void connect(Socket client) throws IOException {
    var upstream = new Socket(target.getHost(), target.getPort());
    sockets.add(client);
    sockets.add(upstream);
    Thread.ofVirtual().start(() -> pump(client, upstream, false));
    Thread.ofVirtual().start(() -> pump(upstream, client, true));
  }

  private void pump(Socket from, Socket to, boolean isFromServer) {
    byte[] buffer = new byte[8192];
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      boolean isGreeting = true;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!(isFromServer && isDeaf) || isGreeting) {
          to.getOutputStream().write(buffer, 0, read);
        }
        isGreeting = false;
      }
    } catch (IOException e) {
      // Cut; both ends are closed by now.
      sockets.remove(to);
    } finally {
      sockets.remove(from);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}

package dev.jensen.client;

import java.net.URI;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Says over sockets what a test wants a deployment to say, right or wrong.
final class ScriptedDeployment implements AutoCloseable {

  private static final int SECONDS_MAX = 30;
  private static final int MESSAGE_BYTES_MAX = 64 << 20;

  private final Server server = new Server(new VirtualThreadPool());
  private final ServerConnector connector = new ServerConnector(server);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();

  ScriptedDeployment() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setMaxTextMessageSize(MESSAGE_BYTES_MAX);
              container.addMapping("/api/sync", (request, response, done) -> admit());
            }));
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d".formatted(connector.getLocalPort()));
  }

  private Peer admit() throws InterruptedException {
    gate.await();
    return new Peer();
  }

  /// The next socket that is opened; before the first call none is.
  Peer accept() throws InterruptedException {
    gate.countDown();
    var peer = peers.poll(SECONDS_MAX, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("nobody connects");
    }
    return peer;
  }

  /// Whether nobody has connected whom the test has not accepted.
  boolean isQuiet() {
    return peers.isEmpty();
  }

  @Override
  public void close() {
    gate.countDown();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The deployment's end of one socket.
  // Jetty calls the methods of listeners by reflection, so the class is public.
  public final class Peer implements Session.Listener.AutoDemanding {

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
      peers.add(this);
    }

    @Override
    public void onWebSocketText(String message) {
      received.add(message);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      closed.complete(code);
      callback.succeed();
    }

    /// The code with which the socket is closed; waits for it.
    int closed() throws Exception {
      return closed.get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    /// The next message of the client.
    JsonNode next() throws InterruptedException {
      var text = received.poll(SECONDS_MAX, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("the client says nothing");
      }
      return JsonMapper.shared().readTree(text);
    }

    /// How many messages wait to be read.
    int waiting() {
      return received.size();
    }

    /// Reads until a message of this type comes.
    JsonNode next(String type) throws InterruptedException {
      var message = next();
      while (!message.get("type").asString().equals(type)) {
        message = next();
      }
      return message;
    }

    Peer say(String json) {
      var sent = new Callback.Completable();
      Objects.requireNonNull(session).sendText(json, sent);
      sent.join();
      return this;
    }

    void end(int code, String reason) {
      Objects.requireNonNull(session).close(code, reason, Callback.NOOP);
    }
  }
}

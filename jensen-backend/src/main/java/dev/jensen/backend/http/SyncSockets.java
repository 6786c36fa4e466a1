package dev.jensen.backend.http;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.sync.Connection;
import dev.jensen.backend.sync.SyncServer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The WebSocket endpoints of the sync protocol (`spec/sync-protocol.md` §1).
final class SyncSockets {

  private static final Logger LOG = LoggerFactory.getLogger(SyncSockets.class);

  /// Slashes may be doubled: clients put the address before the path as they were given it.
  private static final String PATHS = "regex|^/+api/+([^/]+/+)?sync$";

  private static final Pattern VERSIONED = Pattern.compile("/+api/+([^/]+)/+sync");

  /// Longer messages come, and go, in parts of this size.
  private static final int PART_BYTES = 64 << 10;

  /// Clients answer pings, and theirs is not the duty to speak.
  private static final Duration IDLE_MAX = Duration.ofMinutes(2);

  private SyncSockets() {}

  /// Handles upgrades and passes on everything else to `next`.
  ///
  /// @param budget of all messages that are received
  static Handler handler(Server server, SyncServer sync, BodyBudget budget, Handler next) {
    var handler =
        WebSocketUpgradeHandler.from(
            server,
            container -> {
              container.setMaxFrameSize(PART_BYTES);
              container.setAutoFragment(true);
              container.setIdleTimeout(IDLE_MAX);
              container.addMapping(
                  PATHS,
                  (request, _, _) ->
                      new Endpoint(
                          sync,
                          new IncomingText(budget),
                          version(request).readsChunks(),
                          Origins.of(request, Caller.SYNC_WORKER)));
            });
    // Its buffers would cost each connection more than everything else.
    WebSocketServerComponents.getWebSocketComponents(server)
        .getExtensionRegistry()
        .unregister("permessage-deflate");
    handler.setHandler(next);
    return handler;
  }

  /// Whom the header names, or else the path; no client is turned away for its version.
  private static ClientVersion version(Request request) {
    var header = request.getHeaders().get("Convex-Client");
    try {
      if (header != null) {
        return ClientVersion.parse(header);
      }
    } catch (HttpFailure e) {
      LOG.debug("a client says nothing useful of itself", e);
    }
    var path = VERSIONED.matcher(Request.getPathInContext(request));
    return path.matches() ? new ClientVersion("npm", path.group(1)) : new ClientVersion("", "");
  }

  /// One socket.
  public static final class Endpoint implements Session.Listener.AutoDemanding {

    private final SyncServer sync;
    private final IncomingText incoming;
    private final boolean readsChunks;
    private final RequestOrigin origin;
    private dev.jensen.backend.sync.@Nullable Session session;
    private boolean isRefused;

    Endpoint(SyncServer sync, IncomingText incoming, boolean readsChunks, RequestOrigin origin) {
      this.incoming = incoming;
      this.origin = origin;
      this.sync = sync;
      this.readsChunks = readsChunks;
    }

    @Override
    public void onWebSocketOpen(Session socket) {
      session = sync.open(new SocketConnection(socket), readsChunks, origin);
    }

    @Override
    public void onWebSocketPartialText(String part, boolean isLast) {
      if (session == null || isRefused) {
        return;
      }
      try {
        var message = incoming.add(part, isLast);
        if (message != null) {
          session.received(message.text(), message.handled());
        }
      } catch (HttpFailure e) {
        refuse(session, e);
      }
    }

    private void refuse(dev.jensen.backend.sync.Session refused, HttpFailure failure) {
      isRefused = true;
      incoming.close();
      boolean isTooLarge = failure.status() == HttpStatus.BAD_REQUEST_400;
      refused.refuse(
          isTooLarge ? StatusCode.MESSAGE_TOO_LARGE : StatusCode.TRY_AGAIN_LATER, failure.code());
    }

    /// Nothing of the protocol is sent as bytes.
    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      callback.succeed();
      if (session != null && !isRefused) {
        isRefused = true;
        incoming.close();
        session.refuse(StatusCode.BAD_DATA, "TextExpected");
      }
    }

    /// The client's own pings are answered by the library, unless somebody takes them here.
    @Override
    public void onWebSocketPong(ByteBuffer payload) {
      if (session == null || isRefused) {
        return;
      }
      session.heard();
      try {
        incoming.requirePace();
      } catch (HttpFailure e) {
        refuse(session, e);
      }
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      incoming.close();
      if (session != null) {
        session.disconnected();
      }
      callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
      LOG.debug("a socket failed", cause);
    }
  }

  private record SocketConnection(Session socket) implements Connection {

    @Override
    public String address() {
      return socket.getRemoteSocketAddress() instanceof InetSocketAddress known
          ? known.getAddress().getHostAddress()
          : "unknown";
    }

    @Override
    public void send(String message) {
      var sent = new Callback.Completable();
      socket.sendText(message, sent);
      try {
        sent.join();
      } catch (CompletionException e) {
        // The client is gone, and the session is told so.
        LOG.debug("a message could not be sent", e);
      }
    }

    @Override
    public void probe(String message) {
      socket.sendText(message, Callback.NOOP);
      socket.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }

    @Override
    public void close(int code, String reason) {
      socket.close(code, reason, Callback.NOOP);
    }

    @Override
    public void abort() {
      socket.disconnect();
    }
  }
}

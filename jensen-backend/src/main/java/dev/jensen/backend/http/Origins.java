package dev.jensen.backend.http;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.RequestOrigin;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Where requests come from.
final class Origins {

  private static final String BEARER = "Bearer ";

  private Origins() {}

  static RequestOrigin of(Request request, Caller caller) {
    var agent = request.getHeaders().get(HttpHeader.USER_AGENT);
    return new RequestOrigin(
        caller, ip(request), cut(agent, Limits.USER_AGENT_CHARS), token(request));
  }

  /// The address of the other end; if that is a proxy on this machine, whom the proxy names.
  private static @Nullable String ip(Request request) {
    var forwarded = request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR);
    boolean isLocal =
        request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer
            && peer.getAddress() != null
            && peer.getAddress().isLoopbackAddress();
    return isLocal && !forwarded.isEmpty()
        ? cut(forwarded.getLast(), Limits.HEADER_CHARS)
        : Request.getRemoteAddr(request);
  }

  private static @Nullable String cut(@Nullable String text, int chars) {
    return text == null ? null : text.substring(0, Math.min(text.length(), chars));
  }

  private static @Nullable String token(Request request) {
    var header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }
}

package dev.jensen.backend.http;

import dev.jensen.backend.world.World;
import java.util.HexFormat;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// What errors and logs call requests.
record RequestIds(World world) {

  private static final String ATTRIBUTE = RequestIds.class.getName();
  private static final int BYTES = 8;

  /// The one that the caller gave, or else a new one; always the same for the same request.
  String of(Request request) {
    var known = known(request);
    if (known != null) {
      return known;
    }
    String id = make(request);
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /// The id that `request` got, or null if nobody has asked for it.
  static @Nullable String known(Request request) {
    return (String) request.getAttribute(ATTRIBUTE);
  }

  private String make(Request request) {
    var given = request.getHeaders().get("Convex-Request-Id");
    if (given != null && !given.isEmpty()) {
      return given.substring(0, Math.min(given.length(), Limits.HEADER_CHARS));
    }
    byte[] id = new byte[BYTES];
    world.random().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}

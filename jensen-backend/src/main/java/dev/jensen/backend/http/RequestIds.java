package dev.jensen.backend.http;

import dev.jensen.backend.world.World;
import java.util.HexFormat;
import org.eclipse.jetty.server.Request;

/// What errors and logs call requests.
record RequestIds(World world) {

  private static final int BYTES = 8;

  /// The one that the caller gave, or else a new one.
  String of(Request request) {
    var given = request.getHeaders().get("Convex-Request-Id");
    if (given != null && !given.isEmpty()) {
      return given.substring(0, Math.min(given.length(), Limits.HEADER_CHARS));
    }
    byte[] id = new byte[BYTES];
    world.random().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}

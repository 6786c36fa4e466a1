package dev.jensen.backend;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What must not be enabled where others can connect.
final class LoopbackOnly {

  private LoopbackOnly() {}

  /// Makes sure that nobody on another machine is served with the development issuer.
  ///
  /// @throws StartupException if somebody may be
  static void checkIssuer(BackendOptions options) {
    if (!isLoopback(options.host())) {
      throw refused("the server listens on %s".formatted(options.host()));
    }
    for (var origin : new @Nullable URI[] {options.origin(), options.siteOrigin()}) {
      if (origin != null && !isLocal(origin)) {
        throw refused("clients use the address %s".formatted(origin));
      }
    }
  }

  private static StartupException refused(String why) {
    return new StartupException(
        "--dev-issuer lets whoever has the admin key be any user, and is for this machine alone, but %s. Leave it out, or serve on 127.0.0.1."
            .formatted(why));
  }

  static boolean isLocal(URI origin) {
    var host = origin.getHost();
    return host != null
        && (host.toLowerCase(Locale.ROOT).endsWith(".localhost") || isLoopback(host));
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}

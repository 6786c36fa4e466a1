package dev.jensen.client;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// Where a deployment is, and what this client calls itself.
final class Address {

  /// The `Convex-Client` header (`spec/sync-protocol.md` §15).
  static final String CLIENT = "jensen-java-" + version();

  private final String base;

  /// Takes an absolute `http` or `https` URL, with or without a path.
  ///
  /// @throws IllegalArgumentException if it is something else
  Address(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme) || url.getRawAuthority() == null) {
      throw new IllegalArgumentException("not the http or https URL of a deployment: " + url);
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          "no host can be called '%s'; names have letters, digits, hyphens and dots"
              .formatted(url.getRawAuthority().replaceFirst(".*@", "")));
    }
    String text = "%s://%s%s".formatted(scheme, url.getRawAuthority(), url.getRawPath());
    this.base = text.replaceAll("/+$", "");
  }

  private static String version() {
    var version = Address.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }

  boolean isSecure() {
    return base.startsWith("https:");
  }

  /// The URL of a route that is served over HTTP.
  URI route(String path) {
    return URI.create(base + path);
  }

  /// The URL of the socket: `http` becomes `ws`, `https` becomes `wss`.
  URI socket() {
    return URI.create("ws" + base.substring("http".length()) + "/api/sync");
  }
}

package dev.jensen.backend.function.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// URLs as browsers understand them, for `java.net.URI`, which allows fewer characters.
final class FetchUri {

  private static final String LEGAL = "-_.!~*'();/?:@&=+$,%";

  private FetchUri() {}

  /// The URL without its fragment.
  ///
  /// @throws IoFailedException if it is not one that can be fetched
  static URI parse(String url) {
    int fragment = url.indexOf('#');
    String whole = fragment < 0 ? url : url.substring(0, fragment);
    int scheme = whole.indexOf("://");
    String name = whole.substring(0, Math.max(whole.indexOf(':'), 0)).toLowerCase(Locale.ROOT);
    if (scheme < 0 || !(name.equals("http") || name.equals("https"))) {
      throw new IoFailedException(
          "fetch failed: URLs of scheme \"%s:\" cannot be fetched, only http: and https:"
              .formatted(name));
    }
    int path = pathStart(whole, scheme + 3);
    try {
      var uri = new URI(whole.substring(0, path) + escaped(whole.substring(path)));
      if (uri.getHost() == null) {
        throw new IoFailedException("fetch failed: not a host name: %s".formatted(origin(whole)));
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IoFailedException("fetch failed: not a URL: %s".formatted(e.getMessage()));
    }
  }

  /// Where a redirect leads.
  static URI resolve(URI base, String location) {
    int fragment = location.indexOf('#');
    String target = fragment < 0 ? location : location.substring(0, fragment);
    if (target.matches("(?i)[a-z][a-z0-9+.-]*:.*")) {
      return parse(target);
    }
    if (target.startsWith("//")) {
      return parse(base.getScheme() + ":" + target);
    }
    String origin = base.getScheme() + "://" + base.getRawAuthority();
    String path = base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    if (target.startsWith("?")) {
      return parse(origin + path + target);
    }
    if (target.startsWith("/")) {
      return parse(origin + target);
    }
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    return target.isEmpty() ? base : parse(origin + folder + target).normalize();
  }

  /// Scheme, host and port, with nothing in it that could be a secret.
  static String origin(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }

  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static String origin(String url) {
    return url.substring(0, pathStart(url, url.indexOf("://") + 3));
  }

  private static int pathStart(String url, int authority) {
    int at = authority;
    while (at < url.length() && "/?".indexOf(url.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static String escaped(String text) {
    var out = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean isLegal =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || LEGAL.indexOf(c) >= 0;
      if (isLegal) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return out.toString().replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
  }
}

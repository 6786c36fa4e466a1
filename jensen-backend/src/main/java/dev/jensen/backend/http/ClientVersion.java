package dev.jensen.backend.http;

import dev.jensen.value.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which client calls, by its `Convex-Client` header (`spec/http-api.md` §2.1).
///
/// @param name such as `npm`, or empty when the client does not say
/// @param version such as `1.48.0`
record ClientVersion(String name, String version) {

  private static final List<String> LIBRARIES = List.of("npm", "npm-cli", "actions");

  /// Reads the header.
  ///
  /// @throws HttpFailure if it has no dash
  static ClientVersion parse(@Nullable String header) {
    if (header == null) {
      return new ClientVersion("", "");
    }
    int dash = lastDashBeforeDigit(header);
    if (dash < 0) {
      throw HttpFailure.badRequest(
          "InvalidClientVersion",
          "The Convex-Client header must have the form NAME-VERSION, such as npm-1.48.0.");
    }
    return new ClientVersion(header.substring(0, dash), header.substring(dash + 1));
  }

  private static int lastDashBeforeDigit(String header) {
    for (int i = header.length() - 2; i >= 0; i--) {
      if (header.charAt(i) == '-' && Character.isDigit(header.charAt(i + 1))) {
        return i;
      }
    }
    return header.lastIndexOf('-');
  }

  /// Whether it wants log lines as objects.
  boolean wantsStructuredLogs() {
    return name.equals("npm-cli") || name.startsWith("dashboard");
  }

  /// The encoding of results when the request names none (`spec/http-api.md` §5).
  JsonFormat defaultFormat() {
    boolean old =
        (LIBRARIES.contains(name) && isBefore(1, 4, 1))
            || (name.equals("python") && isBefore(0, 5, 0));
    return old ? JsonFormat.ENCODED : JsonFormat.CLEAN;
  }

  /// Whether it understands transitions in parts (`spec/sync-protocol.md` §5.2).
  boolean readsChunks() {
    return name.equals("jensen-java") || (name.equals("npm") && !isBefore(1, 28, 0));
  }

  private boolean isBefore(int... limit) {
    String[] parts = version.split("[.-]", -1);
    for (int i = 0; i < limit.length; i++) {
      int part = i < parts.length && parts[i].matches("\\d{1,6}") ? Integer.parseInt(parts[i]) : 0;
      if (part != limit[i]) {
        return part < limit[i];
      }
    }
    return false;
  }
}

package dev.jensen.backend.token;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fetches what the deployment itself publishes without leaving the process: a deployment may issue
/// its own tokens, and need not reach its own public address (`spec/auth.md` §13).
///
/// Thread-safe. Each call runs on a thread of its own, which is interrupted when it takes too long.
public interface SiteFetcher {

  /// What the deployment answers to `GET url` from somebody unknown; redirects are not followed.
  Answer get(URI url);

  /// An answer, of the deployment or of a server elsewhere.
  ///
  /// @param headers by lower-case name
  record Answer(int status, Map<String, String> headers, String body) {

    public Answer {
      headers = Map.copyOf(headers);
    }

    /// An answer without a body.
    public static Answer empty(int status) {
      return new Answer(status, Map.of(), "");
    }

    /// The header's value, or null.
    @Nullable String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }
}

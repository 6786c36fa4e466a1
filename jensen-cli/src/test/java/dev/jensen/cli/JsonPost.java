package dev.jensen.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/// Requests with JSON in them, as programs without a client of ours send them.
final class JsonPost {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private JsonPost() {}

  /// Sends one and returns the body of the answer, whatever its status is.
  ///
  /// @param authorization of whoever has that to say, such as `Bearer TOKEN`; null for nobody
  /// @throws IOException if there is no answer
  static String send(String url, String body, @Nullable String authorization) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}

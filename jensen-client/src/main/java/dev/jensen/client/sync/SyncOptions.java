package dev.jensen.client.sync;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// What a [SyncClient] is made with.
///
/// @param url of the socket
/// @param name what the client calls itself, for the `Convex-Client` header
/// @param silenceMax how long a deployment may say nothing
/// @param leeway how long before their end tokens are refreshed
public record SyncOptions(
    URI url, HttpClient http, String name, Duration silenceMax, Duration leeway) {

  /// What the official client has (`spec/sync-protocol.md` §8.5, §10).
  public static final Duration DEFAULT_SILENCE_MAX = Duration.ofSeconds(60);

  /// As above.
  public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(10);

  CompletableFuture<WebSocket> dial(WebSocket.Listener listener) {
    return http.newWebSocketBuilder().header("Convex-Client", name).buildAsync(url, listener);
  }
}

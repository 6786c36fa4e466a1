package dev.jensen.client.sync;

/// Why a socket was lost.
sealed interface CloseReason {

  /// Longer ones are cut: what a server says is not repeated to it at any length.
  int LENGTH_MAX = 123;

  /// The client gave it up.
  record ByClient(String text) implements CloseReason {}

  /// The deployment, or something on the way, ended it.
  record ByServer(String text) implements CloseReason {

    public ByServer {
      text = text.substring(0, Math.min(text.length(), LENGTH_MAX));
    }
  }

  /// What the next `Connect` says about it.
  String text();
}

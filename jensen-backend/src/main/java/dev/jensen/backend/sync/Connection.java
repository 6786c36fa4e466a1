package dev.jensen.backend.sync;

/// The other end of a session.
public interface Connection {

  /// Sends a message; blocks while too much waits to be sent.
  void send(String message);

  /// Closes the connection.
  ///
  /// @param code of WebSocket, or 1005 for none
  void close(int code, String reason);
}

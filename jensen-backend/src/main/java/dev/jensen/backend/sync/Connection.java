package dev.jensen.backend.sync;

/// The other end of a session.
///
/// Thread-safe.
public interface Connection {

  /// The address of the client.
  String address();

  /// Sends a message and waits until the network has taken it: whoever reads slowly is sent less.
  void send(String message);

  /// Sends a message and asks for a sign of life, and waits for neither.
  void probe(String message);

  /// Closes the connection in the order of the protocol.
  ///
  /// @param code of WebSocket, or 1005 for none
  void close(int code, String reason);

  /// Cuts the connection.
  void abort();
}

package dev.jensen.client;

import dev.jensen.client.sync.ConnectionSnapshot;

/// How a client is connected at one moment.
///
/// {@snippet file="dev/jensen/client/LiveClientTest.java" region="connection"}
public final class ConnectionState {

  private final ConnectionSnapshot snapshot;

  ConnectionState(ConnectionSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// Whether there is a connection.
  public boolean isConnected() {
    return snapshot.isConnected();
  }

  /// How many connections there have been so far.
  public int connectionCount() {
    return snapshot.connectionCount();
  }

  /// How many were lost in a row, or did not come about; the wait for the next one grows with it.
  public int retries() {
    return snapshot.retries();
  }

  /// How many mutations have not ended.
  public int pendingMutations() {
    return snapshot.mutations();
  }

  /// How many actions have not ended.
  public int pendingActions() {
    return snapshot.actions();
  }

  @Override
  public String toString() {
    return snapshot.toString();
  }
}

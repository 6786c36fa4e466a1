package dev.jensen.client.sync;

import dev.jensen.client.wire.ClientMessage.Authenticate;
import dev.jensen.client.wire.Credentials;
import org.jspecify.annotations.Nullable;

/// As whom the client calls, and what of that the deployment has been told and has confirmed.
///
/// Not here: where tokens come from ([Authentication]).
final class Identity {

  private Credentials credentials = new Credentials.None();
  private long version;
  private boolean isTold = true;
  private boolean isConfirmed = true;

  Credentials credentials() {
    return credentials;
  }

  /// The version that the deployment reaches when it has taken all it was told on this socket.
  long version() {
    return version;
  }

  void set(Credentials newCredentials) {
    credentials = newCredentials;
    isTold = false;
  }

  /// Calls as nobody, which a new socket does without being told.
  void forget() {
    credentials = new Credentials.None();
    isTold = true;
    isConfirmed = true;
  }

  void restart() {
    version = 0;
    isTold = credentials instanceof Credentials.None;
    isConfirmed = isTold;
  }

  /// What to tell the deployment now; null for nothing.
  @Nullable Authenticate take() {
    if (isTold) {
      return null;
    }
    isTold = true;
    return new Authenticate(version++, credentials);
  }

  void confirm() {
    isConfirmed = true;
  }

  /// Whether what this socket began with is settled.
  boolean isConfirmed() {
    return isConfirmed;
  }
}

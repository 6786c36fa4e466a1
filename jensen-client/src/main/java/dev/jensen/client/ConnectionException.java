package dev.jensen.client;

import org.jspecify.annotations.Nullable;

/// No answer came: the deployment cannot be reached, the time was up, the client was closed.
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="connectionException"}
public final class ConnectionException extends ConvexException {

  private final String code;
  private final boolean mayHaveRun;

  ConnectionException(String code, String message, boolean mayHaveRun, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.mayHaveRun = mayHaveRun;
  }

  /// Whether the function may have run, or be running still. If not, calling again is safe.
  public boolean mayHaveRun() {
    return mayHaveRun;
  }

  /// `Timeout`, `Unreachable`, `Interrupted`, `ConnectionLost`, `MalformedAnswer`, `FatalError`,
  /// `TooManyRequests` or `Closed`.
  @Override
  public String code() {
    return code;
  }
}

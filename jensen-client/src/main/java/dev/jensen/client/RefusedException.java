package dev.jensen.client;

/// The deployment refused the whole request and ran nothing: the token is not accepted, the
/// deployment is overloaded, the request is not one.
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="refused"}
public final class RefusedException extends ConvexException {

  private final int status;
  private final String code;

  RefusedException(int status, String code, String message) {
    super(message, null);
    this.status = status;
    this.code = code;
  }

  /// The HTTP status, such as 401 for a token that is not accepted.
  public int status() {
    return status;
  }

  /// The deployment's word for it, such as `NoAuthProvider`; `Refused` if it had none.
  @Override
  public String code() {
    return code;
  }
}

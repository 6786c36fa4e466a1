package dev.jensen.backend.http;

/// A request is refused with a status and the error body of `spec/http-api.md` §2.2.
final class HttpFailure extends RuntimeException {

  private final int status;
  private final String code;

  HttpFailure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static HttpFailure badRequest(String code, String message) {
    return new HttpFailure(400, code, message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}

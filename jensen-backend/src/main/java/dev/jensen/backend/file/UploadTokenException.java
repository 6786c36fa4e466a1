package dev.jensen.backend.file;

/// Somebody may not upload a file with the token that they sent.
public final class UploadTokenException extends RuntimeException {

  private final String code;

  UploadTokenException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// The stable word for the error body.
  public String code() {
    return code;
  }
}

package dev.jensen.backend.token;

/// What an issuer answered is not what it should be; the message says why and repeats nothing.
final class UnusableDocumentException extends RuntimeException {

  UnusableDocumentException(String why) {
    super(why);
  }
}

package dev.jensen.backend.token;

import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.AuthenticationException.Kind;

/// A token is refused: what every caller may hear, and the reason, for the log and for callers of a
/// deployment that keeps nothing from them (`spec/auth.md` §7).
final class RefusedTokenException extends RuntimeException {

  private static final String IN_HEADER = "InvalidAuthHeader";
  private static final String DISCOVERY = "AuthProviderDiscoveryFailed";

  private final Kind kind;
  private final String code;
  private final String reason;

  RefusedTokenException(Kind kind, String code, String message, String reason) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.reason = reason;
  }

  /// It is no JSON Web Token.
  static RefusedTokenException notJwt(String reason) {
    return inHeader(
        "Could not read the token: a JWT consists of three base64-encoded parts with dots between"
            + " them, and its payload is a JSON object.",
        reason);
  }

  static RefusedTokenException noProvider(String reason) {
    return new RefusedTokenException(
        Kind.REFUSED,
        "NoAuthProvider",
        "No auth provider found matching the given token. Check the providers in auth.config.ts.",
        reason);
  }

  /// It lacks what an ID token has.
  static RefusedTokenException notIdToken(String reason) {
    return inHeader(
        "The token is no OIDC ID token: a claim is missing or has a wrong type.", reason);
  }

  /// Of an OIDC provider: one text for everything that does not check.
  static RefusedTokenException unverified(String reason) {
    return new RefusedTokenException(
        Kind.REFUSED,
        "Unauthenticated",
        "Could not verify the OIDC token claim. Check that the token is signed by its provider and"
            + " has not expired.",
        reason);
  }

  /// Of a customJwt provider: the key or the signature.
  static RefusedTokenException undecodable(String reason) {
    return inHeader(
        "Could not decode token: no key with its 'kid' and the configured algorithm verifies it.",
        reason);
  }

  /// The header of the request holds something that cannot be accepted.
  static RefusedTokenException inHeader(String message, String reason) {
    return new RefusedTokenException(Kind.REFUSED, IN_HEADER, message, reason);
  }

  /// The server of a customJwt provider does not answer at all: nothing is said about the token.
  static RefusedTokenException unreachableKeys(String reason) {
    return new RefusedTokenException(
        Kind.PROVIDER_DOWN,
        IN_HEADER,
        "Could not fetch the JWKS. Check that its URL is accessible from the server.",
        reason);
  }

  /// What an OIDC provider publishes cannot be had.
  static RefusedTokenException undiscovered(Kind kind, String message, String reason) {
    return new RefusedTokenException(kind, DISCOVERY, message, reason);
  }

  Kind kind() {
    return kind;
  }

  String code() {
    return code;
  }

  /// Why, in words for whoever runs the deployment; never a part of the token as it was sent.
  String reason() {
    return reason;
  }

  /// What callers are told.
  AuthenticationException publish(boolean redacts) {
    var told = String.valueOf(getMessage());
    return new AuthenticationException(
        kind, code, redacts ? told : "%s (%s)".formatted(told, reason));
  }
}

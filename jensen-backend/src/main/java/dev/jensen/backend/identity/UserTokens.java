package dev.jensen.backend.identity;

/// Tells which user a token proves.
///
/// Thread-safe.
public interface UserTokens {

  /// The user whom `token` proves. May ask the token's issuer, within bounds of time.
  ///
  /// @throws AuthenticationException if it proves nobody, or that cannot be found out now
  VerifiedUser verify(String token);
}

package dev.jensen.backend.identity;

/// Tells which service, or which user for whom a service acts, a token of this deployment's own
/// proves.
///
/// Thread-safe.
public interface ServiceProofs {

  /// Whether `token` has the form of one, so that nobody else needs to look at it.
  boolean isOne(String token);

  /// What `token` proves.
  ///
  /// @throws AuthenticationException if it proves nothing
  Proof verify(String token);
}

package dev.jensen.backend.model;

import java.time.Instant;
import java.util.List;

/// What is kept of a service token: everything but its secret.
///
/// @param id stands in the token, is no secret
/// @param name of the service; tokens that replace each other have the same one
/// @param hash SHA-256 of the whole token, as hex
/// @param allow patterns of functions
/// @param actAs patterns of users' token identifiers
/// @param expires when it ends, or ended
/// @param end why it ends then
public record ServiceToken(
    String id,
    String name,
    String hash,
    List<String> allow,
    List<String> actAs,
    Instant created,
    Instant expires,
    End end) {

  /// Why a token ends.
  public enum End {
    /// Its time is over.
    EXPIRED,
    /// Another one of the same name takes its place.
    REPLACED,
    /// It was taken back.
    REVOKED
  }

  public ServiceToken {
    allow = List.copyOf(allow);
    actAs = List.copyOf(actAs);
  }

  /// Whether it is good at `now`.
  public boolean isLive(Instant now) {
    return now.isBefore(expires);
  }

  /// The same, which ends at `time` unless it does earlier.
  public ServiceToken endedBy(Instant time, End reason) {
    return time.isBefore(expires)
        ? new ServiceToken(id, name, hash, allow, actAs, created, time, reason)
        : this;
  }
}

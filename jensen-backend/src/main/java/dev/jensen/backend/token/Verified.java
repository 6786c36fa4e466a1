package dev.jensen.backend.token;

import dev.jensen.backend.identity.VerifiedUser;
import java.time.Instant;

/// A verified user.
///
/// @param holdsUntil up to when the same token need not be verified again: its expiry, or the time
///   at which the keys of its issuer must be asked for again
record Verified(VerifiedUser user, Instant holdsUntil) {}

package dev.jensen.backend.token;

import dev.jensen.backend.identity.VerifiedUser;

/// A verified user.
///
/// @param holds begins now, and ends when the same token must be verified again: at its expiry, or
///   when the keys of its issuer must be asked for again
record Verified(VerifiedUser user, Span holds) {}

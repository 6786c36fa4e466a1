package dev.jensen.backend.identity;

import java.time.Instant;

/// A user, and up to when a connection may act for them (`spec/auth.md` §10).
///
/// The end is no part of the user: a refreshed token is the same caller to caches.
///
/// @param expiry the first instant at which the token has expired, without any leeway
public record VerifiedUser(Identity.User user, Instant expiry) {}

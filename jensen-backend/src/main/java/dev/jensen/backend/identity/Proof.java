package dev.jensen.backend.identity;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/// Who calls, and for how long a connection may take that for granted (`spec/auth.md` §10).
///
/// The end is no part of who calls: a refreshed token is the same caller to caches.
///
/// @param expiry the first instant at which it has expired, without any leeway
/// @param stands asked now and then whether nobody has taken it back since; must be quick
public record Proof(Identity identity, Instant expiry, BooleanSupplier stands) {}

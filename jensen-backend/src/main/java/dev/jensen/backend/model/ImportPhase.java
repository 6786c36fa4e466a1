package dev.jensen.backend.model;

import java.time.Instant;

/// The clock and randomness that module-level code sees, fixed at deploy so that every evaluation
/// of the same modules gives the same result.
public record ImportPhase(Instant now, long seed) {}

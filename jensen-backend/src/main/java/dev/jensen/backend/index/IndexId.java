package dev.jensen.backend.index;

import java.util.UUID;

/// The internal id of one index's incarnation.
public record IndexId(UUID uuid) {}

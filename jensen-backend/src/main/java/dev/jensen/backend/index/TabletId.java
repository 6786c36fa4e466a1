package dev.jensen.backend.index;

import java.util.UUID;

/// The internal id of one table's incarnation: a table deleted and made again has another one.
public record TabletId(UUID uuid) {}

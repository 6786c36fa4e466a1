package dev.jensen.backend.storage;

import org.jspecify.annotations.Nullable;

/// One index row to add.
///
/// @param live false for a tombstone: from this timestamp on, nothing is at the key
/// @param document the content kept beside the key, or null
public record IndexChange(RowKey row, boolean live, @Nullable EncodedDocument document) {}

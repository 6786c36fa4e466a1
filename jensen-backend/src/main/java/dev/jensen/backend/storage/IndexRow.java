package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import org.jspecify.annotations.Nullable;

/// A live row as a read found it.
///
/// @param timestamp when it was written
/// @param document the content kept beside the key, or null
public record IndexRow(IndexKey key, Timestamp timestamp, @Nullable EncodedDocument document) {}

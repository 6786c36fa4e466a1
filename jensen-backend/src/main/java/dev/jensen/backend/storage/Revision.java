package dev.jensen.backend.storage;

import dev.jensen.value.InternalId;
import dev.jensen.wire.Timestamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One version of one document.
///
/// @param tablet the table's incarnation
/// @param document the whole content, or null for a tombstone
/// @param previous when the version before this one was written, or zero if there is none
public record Revision(
    UUID tablet, InternalId id, @Nullable EncodedDocument document, Timestamp previous) {}

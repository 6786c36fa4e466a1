package dev.jensen.backend.index;

import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// How one transaction changed one document.
///
/// @param before the committed revision it replaces, or null for a new document
/// @param after the new content, or null for a deletion
public record DocumentChange(
    Table table, DocumentId id, @Nullable StoredDocument before, Value.@Nullable Obj after) {}

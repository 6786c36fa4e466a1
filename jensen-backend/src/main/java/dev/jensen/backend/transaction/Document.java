package dev.jensen.backend.transaction;

import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;

/// One document as a transaction sees it.
///
/// @param value the whole object, `_id` and `_creationTime` included
public record Document(DocumentId id, Value.Obj value) {}

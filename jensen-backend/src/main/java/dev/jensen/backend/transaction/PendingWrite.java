package dev.jensen.backend.transaction;

import dev.jensen.backend.index.StoredDocument;
import org.jspecify.annotations.Nullable;

/// What a transaction will do to one document.
///
/// @param before the committed revision, or null if the transaction inserted the document
/// @param after the document as the transaction sees it, or null if it deleted it
record PendingWrite(@Nullable StoredDocument before, @Nullable Document after) {}

package dev.jensen.backend.index;

import dev.jensen.value.IndexKey;

/// A document where an index has it.
public record IndexEntry(IndexKey key, StoredDocument document) {}

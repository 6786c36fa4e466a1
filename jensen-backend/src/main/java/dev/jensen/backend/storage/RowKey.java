package dev.jensen.backend.storage;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.UUID;

/// What names one row of the index store.
public record RowKey(UUID index, IndexKey key, Timestamp timestamp) {}

package dev.jensen.backend.log;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Where one commit changed which index.
///
/// @param keys per index the old and new keys of every changed document, sorted, each once
public record WriteSet(Timestamp timestamp, Map<UUID, List<IndexKey>> keys) {}

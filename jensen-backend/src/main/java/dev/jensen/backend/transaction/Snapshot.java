package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;
import dev.jensen.wire.Timestamp;

/// A repeatable timestamp and the catalog there.
record Snapshot(Timestamp timestamp, Catalog catalog) {}

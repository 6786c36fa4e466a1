package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Catalog;

/// A moment in a transaction to which it can go back.
///
/// @param writes how many writes were recorded before it
public record Savepoint(int writes, Catalog catalog) {}

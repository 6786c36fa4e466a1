package dev.jensen.backend.transaction;

/// What one transaction has read and written so far, system tables not counted; each number has its
/// limit in [Limits].
///
/// @param rangesRead calls of `get` and `scan`
/// @param documentsWritten every write of a document counts
public record Consumption(
    long rangesRead,
    long documentsRead,
    long bytesRead,
    long documentsWritten,
    long bytesWritten) {}

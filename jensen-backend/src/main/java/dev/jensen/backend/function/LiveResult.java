package dev.jensen.backend.function;

import dev.jensen.backend.transaction.ReadSet;
import org.jspecify.annotations.Nullable;

/// A query's result that its caller wants to keep up to date: it stays the result until a commit
/// touches `reads`. Callers who got the same result got the same objects.
///
/// @param journal what to pass to the next run of the same query, or null
public record LiveResult(FunctionResult result, ReadSet reads, @Nullable String journal) {}

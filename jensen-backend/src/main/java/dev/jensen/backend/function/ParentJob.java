package dev.jensen.backend.function;

import dev.jensen.value.DocumentId;

/// The scheduled function that calls began in.
///
/// @param isMutation whether it is a mutation, and what it does one transaction with it
public record ParentJob(DocumentId id, boolean isMutation) {}

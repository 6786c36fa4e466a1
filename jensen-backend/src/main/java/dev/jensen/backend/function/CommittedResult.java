package dev.jensen.backend.function;

import dev.jensen.wire.Timestamp;
import org.jspecify.annotations.Nullable;

/// A mutation's result and when it was committed.
///
/// @param timestamp null if it failed, so that nothing was committed
public record CommittedResult(FunctionResult result, @Nullable Timestamp timestamp) {}

package dev.jensen.backend.function;

import java.time.Duration;

/// One run of a function, before anything of it was committed.
///
/// @param javascript spent in user code
/// @param observedTime whether the result moves on with time
/// @param observedIdentity whether the result is about this caller only
record Attempt(
    FunctionResult result, Duration javascript, boolean observedTime, boolean observedIdentity) {}

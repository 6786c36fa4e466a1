package dev.jensen.backend.function;

import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import java.time.Instant;

/// One execution that a runtime is asked for.
///
/// @param javaVersion of the functions in Java that belong to `code`
/// @param module with `.js`
/// @param export the export's name, `default` for the default export
/// @param arguments JSON array holding the one argument object, encoded
/// @param now the frozen clock of queries and mutations
/// @param seed of the deterministic random generator
public record Invocation(
    Code code,
    String javaVersion,
    String module,
    String export,
    FunctionType type,
    String arguments,
    Instant now,
    long seed,
    String requestId) {}

package dev.jensen.wire.worker;

import org.jspecify.annotations.Nullable;

/// What a function threw, or a promise it left behind was rejected with.
///
/// @param message such as `Uncaught Error: boom`, without stack
/// @param stack V8's stack lines in positions of the bundled modules; may be empty
/// @param data JSON text of a `ConvexError`'s data, or null for other errors
public record Thrown(String message, String stack, @Nullable String data) {}

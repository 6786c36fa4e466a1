/// The runtime that executes TypeScript functions in V8 worker processes.
@NullMarked
package dev.jensen.backend.function.javascript;

import org.jspecify.annotations.NullMarked;

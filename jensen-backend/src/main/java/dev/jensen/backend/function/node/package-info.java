/// Runs actions of `"use node"` modules in `node` processes (`spec/function-runtime.md` §13a). Open
/// [EnvironmentRuntime] first.
@NullMarked
package dev.jensen.backend.function.node;

import org.jspecify.annotations.NullMarked;

/// Runs functions written in Java, in this process and on the threads of their callers. Open
/// [JavaRuntime] first.
@NullMarked
package dev.jensen.backend.function.java;

import org.jspecify.annotations.NullMarked;

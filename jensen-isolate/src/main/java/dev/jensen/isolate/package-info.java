/// The worker process that hosts V8.
@NullMarked
package dev.jensen.isolate;

import org.jspecify.annotations.NullMarked;

/// Runs queries, mutations and actions by path.
@NullMarked
package dev.jensen.backend.function;

import org.jspecify.annotations.NullMarked;

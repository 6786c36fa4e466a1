/// Programs that measure Jensen beside its peers.
@NullMarked
package dev.jensen.benchmarks;

import org.jspecify.annotations.NullMarked;

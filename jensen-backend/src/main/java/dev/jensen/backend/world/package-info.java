/// The world outside: time, randomness and threads, each behind an interface that tests replace.
@NullMarked
package dev.jensen.backend.world;

import org.jspecify.annotations.NullMarked;

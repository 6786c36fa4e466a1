/// Wires one deployment together. Open `Backend` first.
@NullMarked
package dev.jensen.backend;

import org.jspecify.annotations.NullMarked;

/// The `jensen` command.
@NullMarked
package dev.jensen.cli;

import org.jspecify.annotations.NullMarked;

/// The indexes, views of the log, and the catalog of tables and indexes at one timestamp.
@NullMarked
package dev.jensen.backend.index;

import org.jspecify.annotations.NullMarked;

/// The values that document fields, arguments and results hold: their order, sizes, encodings, ids
/// and validators. Open [dev.jensen.value.Value] first.
@NullMarked
package dev.jensen.value;

import org.jspecify.annotations.NullMarked;

/// Java objects as values, and back: records, collections, unions. Open [dev.jensen.mapping.Values]
/// first.
@NullMarked
package dev.jensen.mapping;

import org.jspecify.annotations.NullMarked;

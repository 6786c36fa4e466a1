/// All data as files: exports and imports. Open [dev.jensen.backend.archive.Exports] and
/// [dev.jensen.backend.archive.Imports] first.
@NullMarked
package dev.jensen.backend.archive;

import org.jspecify.annotations.NullMarked;

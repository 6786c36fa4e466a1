/// Stored files: what is known of each as documents, the contents on disk or elsewhere. Open
/// [dev.jensen.backend.file.FileStorage] first.
@NullMarked
package dev.jensen.backend.file;

import org.jspecify.annotations.NullMarked;

/// Who calls: what an `Authorization` header proves.
@NullMarked
package dev.jensen.backend.identity;

import org.jspecify.annotations.NullMarked;

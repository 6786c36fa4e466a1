/// Typed access to the system tables: modules, environment variables, schemas.
@NullMarked
package dev.jensen.backend.model;

import org.jspecify.annotations.NullMarked;

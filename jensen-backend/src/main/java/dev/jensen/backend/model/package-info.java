/// Typed access to the system tables: modules, environment variables, schemas. Open
/// [dev.jensen.backend.model.DeploymentState] first.
@NullMarked
package dev.jensen.backend.model;

import org.jspecify.annotations.NullMarked;

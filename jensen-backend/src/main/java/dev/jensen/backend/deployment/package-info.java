/// Installs modules, schema, auth config and environment variables.
@NullMarked
package dev.jensen.backend.deployment;

import org.jspecify.annotations.NullMarked;

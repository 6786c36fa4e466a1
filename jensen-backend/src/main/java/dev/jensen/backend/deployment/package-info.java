/// Installs modules, schemas, auth config and environment variables: what the command-line tool
/// pushes. Open [dev.jensen.backend.deployment.Deployment] first.
@NullMarked
package dev.jensen.backend.deployment;

import org.jspecify.annotations.NullMarked;

package dev.jensen.backend;

import dev.jensen.backend.deployment.Deployment;
import dev.jensen.backend.deployment.DeploymentException;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.backend.function.java.JavaRuntime;

/// The functions in Java of a running deployment, which can be replaced.
///
/// Thread-safe.
final class JavaApplication {

  private final Deployment deployment;
  private final JavaRuntime runtime;

  JavaApplication(Deployment deployment, JavaRuntime runtime) {
    this.deployment = deployment;
    this.runtime = runtime;
  }

  /// Makes `functions` those that calls see which begin from now on, in one transaction with their
  /// tables.
  ///
  /// @throws DeploymentException if that cannot be; then the ones before go on
  synchronized void replace(JavaFunctions functions) {
    runtime.add(functions);
    try {
      deployment.install(functions.definition());
    } catch (RuntimeException e) {
      runtime.remove(functions);
      throw e;
    }
  }
}

package dev.jensen.testing;

import dev.jensen.backend.function.Functions;
import dev.jensen.backend.identity.Identity;

/// Somebody who calls the functions of a [TestDeployment].
///
/// Thread-safe.
public final class TestCaller extends Calls {

  private final Functions functions;
  private final Identity identity;

  TestCaller(Functions functions, Identity identity) {
    this.functions = functions;
    this.identity = identity;
  }

  @Override
  Functions functions() {
    return functions;
  }

  @Override
  Identity identity() {
    return identity;
  }
}

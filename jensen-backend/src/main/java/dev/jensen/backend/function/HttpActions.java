package dev.jensen.backend.function;

/// Answers requests to the deployment's own HTTP routes.
///
/// Thread-safe.
public interface HttpActions {

  /// Runs the router that is deployed; blocks until the function is over.
  ///
  /// @throws OverloadedException if the server is too busy
  HttpOutcome serve(HttpCall call, HttpResponder responder);
}

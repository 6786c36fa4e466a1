package dev.jensen.backend.http;

/// Answers the requests of one route; blocks as long as it needs.
@FunctionalInterface
interface Endpoint {

  /// Answers one request.
  ///
  /// @throws HttpFailure if the request is refused
  Answer answer(Exchange exchange);
}

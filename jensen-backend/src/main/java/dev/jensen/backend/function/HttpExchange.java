package dev.jensen.backend.function;

import java.io.OutputStream;
import java.util.List;

/// A request, and the way back to its caller, for an HTTP action in this process.
public interface HttpExchange {

  /// What is to be answered.
  HttpCall call();

  /// Sends the head of the response, once.
  ///
  /// @return takes the body, on one thread: sends at once what is written to it and returns when
  ///   there is room for more; fails if the caller is gone
  OutputStream respond(int status, List<HttpCall.Header> headers);

  /// Whether the caller is gone, or has not got everything.
  boolean isBroken();
}

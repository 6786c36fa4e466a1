package dev.jensen.backend.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Answers requests that are no HTTP with their status and an empty body.
final class BareErrors implements Request.Handler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.write(true, null, callback);
    return true;
  }
}

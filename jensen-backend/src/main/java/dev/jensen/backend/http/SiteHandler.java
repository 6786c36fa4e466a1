package dev.jensen.backend.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The site origin, and `/http` on the other one: no HTTP actions run yet (`spec/http-api.md` §8).
final class SiteHandler extends Handler.Wrapper {

  /// The connector whose requests are all for HTTP actions.
  static final String CONNECTOR = "site";

  private static final byte[] DISABLED =
      "This Convex deployment does not have HTTP actions enabled.".getBytes(StandardCharsets.UTF_8);

  SiteHandler(Handler other) {
    super(other);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ConnectionMetaData connection = request.getConnectionMetaData();
    var path = Request.getPathInContext(request);
    if (!CONNECTOR.equals(connection.getConnector().getName())
        && !path.equals("/http")
        && !path.startsWith("/http/")) {
      return super.handle(request, response, callback);
    }
    response.setStatus(404);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, DISABLED.length);
    response.write(true, ByteBuffer.wrap(DISABLED), callback);
    return true;
  }
}

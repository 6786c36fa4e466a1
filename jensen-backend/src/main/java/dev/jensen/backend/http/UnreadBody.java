package dev.jensen.backend.http;

import java.io.IOException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// What a refused request has left unread on its connection.
///
/// Without this the server would close the connection after the answer without saying so, and the
/// client's next request on it would fail.
final class UnreadBody {

  private UnreadBody() {}

  /// Receives a small rest, so that the connection can be used again; announces that the connection
  /// will be closed if the rest may be large.
  static void settle(Request request, Response response) {
    if (!isRead(request) && (!isSmall(request) || !drained(request))) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
  }

  /// Whether nothing more of the body will come.
  static boolean isRead(Request request) {
    return isAbsent(request)
        || (request.getLength() > 0 && Request.getContentBytesRead(request) == request.getLength());
  }

  private static boolean isAbsent(Request request) {
    var headers = request.getHeaders();
    return request.getLength() <= 0 && !headers.contains(HttpHeader.TRANSFER_ENCODING);
  }

  private static boolean isSmall(Request request) {
    // Whoever waits to be asked for the body has not sent it.
    return request.getLength() <= Limits.UNREAD_BYTES
        && !request.getHeaders().contains(HttpHeader.EXPECT);
  }

  private static boolean drained(Request request) {
    try (var rest = Content.Source.asInputStream(request)) {
      byte[] read = rest.readNBytes(Limits.UNREAD_BYTES + 1);
      return read.length <= Limits.UNREAD_BYTES;
    } catch (IOException e) {
      return false;
    }
  }
}

package dev.jensen.backend.http;

import dev.jensen.backend.world.World;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A line of the log for every request once it is answered, where that is wanted.
///
/// Neither query strings nor headers with credentials are in it: both hold tokens.
record RequestLines(World world) implements RequestLog {

  private static final Logger LOG = LoggerFactory.getLogger("requests");

  @Override
  public void log(Request request, Response response) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    long micros = Duration.ofNanos(world.nanoTime() - request.getBeginNanoTime()).toNanos() / 1000;
    LOG.atInfo()
        .addKeyValue("method", request.getMethod())
        .addKeyValue("path", request.getHttpURI().getPath())
        .addKeyValue("status", response.getStatus())
        .addKeyValue("millis", micros / 1000.0)
        .addKeyValue("bytes", Response.getContentBytesWritten(response))
        .addKeyValue("remote", Request.getRemoteAddr(request))
        .addKeyValue("userAgent", request.getHeaders().get(HttpHeader.USER_AGENT))
        .addKeyValue("requestId", RequestIds.known(request))
        .log(
            "{} {} {} in {} ms",
            request.getMethod(),
            request.getHttpURI().getPath(),
            response.getStatus(),
            micros / 1000.0);
  }
}

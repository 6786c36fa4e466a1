package dev.jensen.backend.http;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.HttpActions;
import dev.jensen.backend.function.HttpCall;
import dev.jensen.backend.function.HttpOutcome;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.Authenticator;
import dev.jensen.backend.identity.Identity;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The site origin, and `/http` on the other one: everything there is the deployment's own
/// (`spec/http-api.md` §8).
final class SiteHandler extends Handler.Wrapper {

  /// The connector whose requests are all for HTTP actions.
  static final String CONNECTOR = "site";

  private static final Logger LOG = LoggerFactory.getLogger(SiteHandler.class);
  private static final String PREFIX = "/http";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String NO_ROUTER =
      "This Convex deployment does not have HTTP actions enabled.";

  private final Authenticator authenticator;
  private final HttpActions actions;
  private final ResultText text;
  private final RequestIds requestIds;

  SiteHandler(
      Handler other,
      Authenticator authenticator,
      HttpActions actions,
      ResultText text,
      RequestIds requestIds) {
    super(other);
    this.authenticator = authenticator;
    this.actions = actions;
    this.text = text;
    this.requestIds = requestIds;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    ConnectionMetaData connection = request.getConnectionMetaData();
    var path = Request.getPathInContext(request);
    boolean isSite = CONNECTOR.equals(connection.getConnector().getName());
    if (!isSite && !path.equals(PREFIX) && !path.startsWith(PREFIX + "/")) {
      return super.handle(request, response, callback);
    }
    if (!METHODS.contains(request.getMethod())) {
      return Router.write(Answer.empty(405), request, response, callback);
    }
    serve(request, isSite ? "" : PREFIX, response, callback);
    return true;
  }

  private void serve(Request request, String prefix, Response response, Callback callback) {
    var requestId = requestIds.of(request);
    var responder = new SiteResponse(request, response);
    try {
      switch (outcome(call(request, prefix, requestId), responder)) {
        case HttpOutcome.Responded(var isComplete) -> responder.end(isComplete, callback);
        case HttpOutcome.Failed(var failure) ->
            Router.write(SiteFailure.answer(failure, text, requestId), request, response, callback);
        case HttpOutcome.NoRouter _ ->
            Router.write(Answer.text(404, NO_ROUTER), request, response, callback);
      }
    } catch (OverloadedException e) {
      var answer = Answer.failure(429, e.code(), String.valueOf(e.getMessage()));
      Router.write(answer, request, response, callback);
    } catch (RuntimeException e) {
      LOG.error("Request {} to the site failed inside the server", requestId, e);
      responder.fail(e, callback);
    }
  }

  private HttpOutcome outcome(HttpCall call, SiteResponse responder) {
    try {
      return actions.serve(call, responder);
    } finally {
      responder.stopWatch();
    }
  }

  private HttpCall call(Request request, String prefix, String requestId) {
    Identity identity = new Identity.Unknown();
    String refusal = null;
    var header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    try {
      var caller = authenticator.identify(header, null, Request.getRemoteAddr(request));
      if (caller instanceof Identity.Admin) {
        // A read-only key is none for what may change data: its holder is nobody here.
        authenticator.requireAdministrator(caller);
      }
      identity = caller;
    } catch (AuthenticationException e) {
      // The header may be the application's own; only a function that asks is told.
      refusal = e.getMessage();
    }
    var path = path(request, prefix);
    return new HttpCall(
        request.getMethod(),
        url(request, path),
        path,
        headers(request),
        body(request),
        identity,
        refusal,
        requestId,
        Origins.of(request, Caller.HTTP_ENDPOINT));
  }

  /// As it was sent, without `prefix`.
  private static String path(Request request, String prefix) {
    var path = request.getHttpURI().getPath().substring(prefix.length());
    return path.isEmpty() ? "/" : path;
  }

  private static String url(Request request, String path) {
    var forwarded = request.getHeaders().get("X-Forwarded-Proto");
    var scheme = "https".equalsIgnoreCase(forwarded) ? "https" : "http";
    var host = request.getHeaders().get(HttpHeader.HOST);
    var query = request.getHttpURI().getQuery();
    return "%s://%s%s%s"
        .formatted(
            scheme, host == null ? "localhost" : host, path, query == null ? "" : '?' + query);
  }

  private static List<HttpCall.Header> headers(Request request) {
    var headers = new ArrayList<HttpCall.Header>();
    for (var field : request.getHeaders()) {
      headers.add(new HttpCall.Header(field.getName(), field.getValue()));
    }
    return headers;
  }

  private static @Nullable InputStream body(Request request) {
    return BODILESS.contains(request.getMethod()) ? null : Content.Source.asInputStream(request);
  }
}

package dev.jensen.backend.http;

import dev.jensen.backend.archive.ArchiveException;
import dev.jensen.backend.deployment.DeploymentException;
import dev.jensen.backend.file.FilesUnavailableException;
import dev.jensen.backend.file.Sha256MismatchException;
import dev.jensen.backend.file.UploadTokenException;
import dev.jensen.backend.function.InvalidFunctionPathException;
import dev.jensen.backend.function.OverloadedException;
import dev.jensen.backend.function.ReadOnlyKeyException;
import dev.jensen.backend.function.SnapshotNotReadableException;
import dev.jensen.backend.function.TooManyConflictsException;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.service.ServiceTokenException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the route of each request and writes its answer, with the status and body of
/// `spec/http-api.md` §2 whatever happens.
final class Router extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Pattern SLASHES = Pattern.compile("//+");

  private final RequestIds requestIds;
  private final RouteTable routes;
  private final BodyBudget budget;

  Router(RequestIds requestIds, RouteTable routes, BodyBudget budget) {
    this.budget = budget;
    this.requestIds = requestIds;
    this.routes = routes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var path = SLASHES.matcher(Request.getPathInContext(request)).replaceAll("/");
    var found = routes.at(path);
    if (found.isEmpty() ? path.startsWith("/api/") : found.getFirst().cors()) {
      Cors.allow(request, response);
      if (request.getMethod().equals("OPTIONS")) {
        Cors.preflight(request, response);
        return write(Answer.empty(200), request, response, callback);
      }
    }
    if (found.isEmpty()) {
      return write(Answer.empty(404), request, response, callback);
    }
    for (var route : found) {
      if (route.answers(request.getMethod())) {
        return answer(route, path, request, response, callback);
      }
    }
    response.getHeaders().put(HttpHeader.ALLOW, RouteTable.allowed(found));
    return write(Answer.empty(405), request, response, callback);
  }

  /// What a body takes counts until the answer is sent, which may repeat it.
  private boolean answer(
      Route route, String path, Request request, Response response, Callback callback) {
    var memory = budget.share();
    try {
      return write(
          answer(route, path, request, memory),
          request,
          response,
          Callback.from(callback, memory::close));
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private Answer answer(Route route, String path, Request request, BodyBudget.Share memory) {
    var requestId = requestIds.of(request);
    try {
      var rest = route.isPrefix() ? path.substring(route.path().length()) : "";
      return route.endpoint().answer(new Exchange(request, path, rest, requestId, memory));
    } catch (RuntimeException failure) {
      return refusal(failure, requestId, path);
    }
  }

  private static Answer refusal(RuntimeException failure, String requestId, String path) {
    var message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case HttpFailure e when e.status() == 408 -> Answer.empty(408);
      case HttpFailure e -> Answer.failure(e.status(), e.code(), message);
      case AuthenticationException e -> failure(e, message);
      case ArchiveException e ->
          Answer.failure(e.kind() == ArchiveException.Kind.MISSING ? 404 : 400, e.code(), message);
      case ServiceTokenException e -> Answer.failure(400, e.code(), message);
      case UploadTokenException e -> Answer.failure(401, e.code(), message);
      case Sha256MismatchException _ -> Answer.failure(400, "Sha256Mismatch", message);
      case DeploymentException e -> Answer.failure(status(e.kind()), e.code(), message);
      case InvalidFunctionPathException e -> Answer.failure(400, e.code(), message);
      case ReadOnlyKeyException e -> Answer.failure(403, e.code(), message);
      case SnapshotNotReadableException e ->
          e.isInFuture()
              ? Answer.failure(400, "BadSnapshotTimestamp", message)
              : Answer.failure(503, "SnapshotTooOld", message);
      case OverloadedException e -> Answer.failure(429, e.code(), message);
      case TooManyConflictsException e -> Answer.failure(503, e.code(), message);
      case FilesUnavailableException e -> {
        LOG.error("Request {} to {} did not reach the contents of files", requestId, path, e);
        yield Answer.failure(503, e.code(), message);
      }
      default -> {
        LOG.error("Request {} to {} failed inside the server", requestId, path, failure);
        yield Answer.failure(
            500, "InternalServerError", "Your request couldn't be completed. Try again later.");
      }
    };
  }

  private static Answer failure(AuthenticationException e, String message) {
    var answer = Answer.failure(status(e.kind()), e.code(), message);
    return e.kind() == AuthenticationException.Kind.TOO_MANY
        ? answer.with("Retry-After", "1")
        : answer;
  }

  private static int status(AuthenticationException.Kind kind) {
    return switch (kind) {
      case MALFORMED -> 400;
      case REFUSED -> 401;
      case NOT_ALLOWED -> 403;
      case PROVIDER_LACKS -> 404;
      case PROVIDER_MISDIRECTED -> 421;
      case PROVIDER_TOO_EARLY -> 425;
      case TOO_MANY, PROVIDER_BUSY -> 429;
      case PROVIDER_DOWN -> 503;
    };
  }

  private static int status(DeploymentException.Kind kind) {
    return switch (kind) {
      case MISTAKE -> 400;
      case RACE -> 409;
      case TOO_LARGE -> 413;
    };
  }

  /// A body that cannot be written to its end is cut off, so that its reader notices.
  private static boolean stream(Answer.Writer writer, Response response, Callback callback) {
    try (var out = Content.Sink.asOutputStream(response)) {
      writer.write(out);
    } catch (IOException | RuntimeException e) {
      LOG.error("an answer broke off", e);
      callback.failed(e);
      return true;
    }
    callback.succeeded();
    return true;
  }

  /// Answers `request`.
  ///
  /// @return true
  static boolean write(Answer answer, Request request, Response response, Callback callback) {
    UnreadBody.settle(request, response);
    response.setStatus(answer.status());
    if (answer.contentType() != null) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    var writer = answer.writer();
    if (writer != null) {
      return stream(writer, response, callback);
    }
    var source = answer.source();
    if (source != null) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, source.length());
      if (!request.getMethod().equals("HEAD")) {
        Content.copy(source.open().get(), response, callback);
        return true;
      }
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().remaining());
    }
    if (request.getMethod().equals("HEAD")) {
      response.write(true, ByteBuffer.allocate(0), callback);
    } else {
      response.write(true, answer.body(), callback);
    }
    return true;
  }
}

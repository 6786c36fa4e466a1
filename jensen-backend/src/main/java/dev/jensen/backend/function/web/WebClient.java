package dev.jensen.backend.function.web;

import dev.jensen.backend.function.web.FetchRequest.Content;
import dev.jensen.backend.function.web.FetchRequest.Header;
import dev.jensen.backend.world.World;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The HTTP client of all actions (`spec/function-runtime.md` §11.5). It keeps no cookies.
///
/// Thread-safe.
public final class WebClient {

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> BODILESS = Set.of(101, 103, 204, 205, 304);

  private final World world;
  private final Limits limits = Limits.DEFAULT;
  private @Nullable HttpClient client;

  /// @param world where its threads run
  public WebClient(World world) {
    this.world = world;
  }

  Limits limits() {
    return limits;
  }

  /// Sends the request, follows redirects if it says so, and returns when the head of the response
  /// is there.
  ///
  /// @param upload the body, if the request streams one
  /// @throws IoFailedException if that fails
  Fetched fetch(FetchRequest request, InputStream upload) throws InterruptedException {
    FetchRequest current = request;
    for (int redirects = 0; redirects <= limits.redirectsMax(); redirects++) {
      var response = send(current, upload);
      String location = response.headers().firstValue("location").orElse(null);
      if (!REDIRECTS.contains(response.statusCode())
          || request.onRedirect() == FetchRequest.OnRedirect.MANUAL
          || location == null) {
        return fetched(current, response, redirects > 0);
      }
      discard(response.body());
      if (request.onRedirect() == FetchRequest.OnRedirect.ERROR) {
        throw new IoFailedException("fetch attempted redirect");
      }
      current = current.redirected(response.statusCode(), location);
    }
    throw new IoFailedException("fetch too many redirects");
  }

  private HttpResponse<InputStream> send(FetchRequest request, InputStream upload)
      throws InterruptedException {
    try {
      return client().send(httpRequest(request, upload), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new IoFailedException(why(e, request.uri()));
    }
  }

  /// Made when it is first needed: it brings threads and certificates.
  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(limits.connectMax())
              .executor(task -> world.start("fetch", task))
              .build();
    }
    return client;
  }

  private HttpRequest httpRequest(FetchRequest request, InputStream upload) {
    try {
      var builder =
          HttpRequest.newBuilder(request.uri())
              // Asking for an upgrade of a plain connection confuses servers.
              .version(
                  request.uri().getScheme().equalsIgnoreCase("https")
                      ? HttpClient.Version.HTTP_2
                      : HttpClient.Version.HTTP_1_1)
              .method(request.method(), publisher(request.content(), upload));
      request.headers().forEach(header -> builder.header(header.name(), header.value()));
      addDefault(builder, request, "accept", "*/*");
      addDefault(builder, request, "accept-encoding", ContentCoding.ACCEPTED);
      addDefault(builder, request, "user-agent", "Jensen");
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new IoFailedException("fetch failed: %s".formatted(e.getMessage()));
    }
  }

  private static void addDefault(
      HttpRequest.Builder builder, FetchRequest request, String name, String value) {
    if (!request.hasHeader(name)) {
      builder.header(name, value);
    }
  }

  private BodyPublisher publisher(Content content, InputStream upload) {
    return switch (content) {
      case Content.None _ -> BodyPublishers.noBody();
      case Content.Inline inline -> BodyPublishers.ofByteArray(inline.bytes());
      case Content.Streamed(long length) ->
          length == 0 ? BodyPublishers.noBody() : new UploadPublisher(world, upload, length);
    };
  }

  private static Fetched fetched(
      FetchRequest request, HttpResponse<InputStream> response, boolean redirected) {
    boolean isBodiless =
        request.method().equals("HEAD") || BODILESS.contains(response.statusCode());
    var codings =
        isBodiless
            ? List.<ContentCoding>of()
            : ContentCoding.parse(response.headers().allValues("content-encoding"));
    InputStream body = null;
    if (isBodiless) {
      discard(response.body());
    } else {
      body = ContentCoding.decoded(response.body(), codings);
    }
    return new Fetched(
        response.statusCode(),
        request.uri(),
        redirected,
        headers(response, !codings.isEmpty()),
        body);
  }

  /// What was decoded has another length and no coding any more.
  private static List<Header> headers(HttpResponse<?> response, boolean decoded) {
    var headers = new ArrayList<Header>();
    response
        .headers()
        .map()
        .forEach((name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          boolean isGone =
              decoded && (lower.equals("content-encoding") || lower.equals("content-length"));
          if (!isGone && !lower.startsWith(":")) {
            values.forEach(value -> headers.add(new Header(lower, value)));
          }
        });
    return headers;
  }

  private static void discard(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new IoFailedException("fetch failed: %s".formatted(e.getMessage()));
    }
  }

  /// What went wrong, and what to look at.
  static String why(IOException failure, URI uri) {
    String origin = FetchUri.origin(uri);
    if (has(failure, UnresolvedAddressException.class)) {
      return "fetch failed: no address is known for host %s (%s)".formatted(uri.getHost(), origin);
    }
    return switch (failure) {
      case HttpConnectTimeoutException _ ->
          "fetch failed: no connection to %s within %d seconds"
              .formatted(origin, Limits.DEFAULT.connectMax().toSeconds());
      case ConnectException refused -> {
        String message = refused.getMessage();
        boolean isPlain = message == null || message.equals("Connection refused");
        yield isPlain
            ? "fetch failed: connection refused to %s".formatted(origin)
            : "fetch failed: no connection to %s: %s".formatted(origin, message);
      }
      case SSLException insecure ->
          "fetch failed: no secure connection to %s: %s".formatted(origin, insecure.getMessage());
      default ->
          has(failure, EOFException.class)
              ? "fetch failed: %s closed the connection before it had answered".formatted(origin)
              : "fetch failed: connection to %s: %s".formatted(origin, failure.getMessage());
    };
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}

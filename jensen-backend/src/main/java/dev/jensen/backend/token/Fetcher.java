package dev.jensen.backend.token;

import dev.jensen.backend.token.LookupException.Failure;
import dev.jensen.backend.token.SiteFetcher.Answer;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gets documents of issuers: with bounds on time, size and redirects, without credentials, and
/// from this process where the deployment is its own issuer (`spec/auth.md` §13 and §20).
///
/// Thread-safe.
final class Fetcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final World world;
  private final SiteFetcher site;
  private final Set<String> ownOrigins;
  private final Semaphore lookups = new Semaphore(Limits.LOOKUPS);
  private final Object clientLock = new Object();
  private @Nullable HttpClient client;

  /// @param ownOrigins the addresses of this deployment, which `site` answers for
  Fetcher(World world, SiteFetcher site, Set<URI> ownOrigins) {
    this.world = world;
    this.site = site;
    this.ownOrigins =
        Set.copyOf(ownOrigins.stream().map(Fetcher::origin).filter(Objects::nonNull).toList());
  }

  /// Whether this process answers for `url`.
  boolean isOwn(URI url) {
    var origin = origin(url);
    return origin != null && ownOrigins.contains(origin);
  }

  private static @Nullable String origin(URI url) {
    if (url.getScheme() == null || url.getHost() == null) {
      return null;
    }
    var scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    int port = url.getPort() < 0 ? usual : url.getPort();
    return "%s://%s:%d".formatted(scheme, url.getHost().toLowerCase(Locale.ROOT), port);
  }

  /// What is answered to `GET url`, after redirects.
  ///
  /// @throws LookupException if nobody answers in time, or too much, or with too many redirects
  Answer get(URI url) {
    long deadline = world.nanoTime() + Limits.TOTAL.toNanos();
    var at = url;
    for (int redirects = 0; ; redirects++) {
      checkScheme(at);
      var left = Duration.ofNanos(deadline - world.nanoTime());
      var answer = isOwn(at) ? local(at, left) : remote(at, left);
      var location = answer.header("location");
      if (!REDIRECTS.contains(answer.status()) || location == null) {
        return answer;
      }
      if (redirects == Limits.REDIRECTS) {
        throw unusable(url, "it redirects more than %d times".formatted(Limits.REDIRECTS));
      }
      at = redirected(at, location);
    }
  }

  private static void checkScheme(URI url) {
    var scheme = url.getScheme();
    boolean isWeb = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!isWeb || url.getHost() == null) {
      throw unusable(url, "it is no http or https address");
    }
  }

  private static URI redirected(URI from, String location) {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException _) {
      throw unusable(from, "it redirects to what is no address");
    }
    if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
      throw unusable(from, "it redirects from https to http");
    }
    return to;
  }

  private Answer local(URI url, Duration left) {
    var answer = await(url, left, () -> site.get(url));
    if (answer.body().length() > Limits.DOCUMENT_BYTES) {
      throw tooLarge(url);
    }
    return answer;
  }

  private Answer remote(URI url, Duration left) {
    try {
      if (!lookups.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS)) {
        throw unreachable(url, "too many look-ups wait for answers");
      }
    } catch (InterruptedException _) {
      throw interrupted(url);
    }
    try {
      return await(url, left, () -> send(url));
    } finally {
      lookups.release();
    }
  }

  private Answer send(URI url) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(url)
            .timeout(Limits.TOTAL)
            .header("Accept", "application/json")
            .header("User-Agent", "Jensen")
            .build();
    var response = client().send(request, BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      byte[] bytes = body.readNBytes(Limits.DOCUMENT_BYTES + 1);
      if (bytes.length > Limits.DOCUMENT_BYTES) {
        throw tooLarge(url);
      }
      var headers = new HashMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      return new Answer(response.statusCode(), headers, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /// Runs `get` on a thread of its own, so that whatever it waits for can be given up.
  private Answer await(URI url, Duration left, Callable<Answer> get) {
    var answer = new FutureTask<>(get);
    var thread = world.start("issuer-lookup", answer);
    try {
      return answer.get(Math.max(left.toNanos(), 0), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LookupException cause) {
        throw cause;
      }
      LOG.debug("a look-up failed", e.getCause());
      throw unreachable(url, problem(e.getCause()));
    } catch (TimeoutException _) {
      throw unreachable(
          url, "it did not answer within %d seconds".formatted(Limits.TOTAL.toSeconds()));
    } catch (InterruptedException _) {
      throw interrupted(url);
    } finally {
      thread.interrupt();
    }
  }

  private static String problem(@Nullable Throwable cause) {
    return switch (cause) {
      case java.net.http.HttpTimeoutException _ -> "it did not answer in time";
      case java.net.ConnectException _ -> "the connection was refused";
      case IOException _ -> "the connection failed";
      case IllegalArgumentException _ -> "it is no address that can be asked";
      case null, default -> "it failed";
    };
  }

  private static LookupException unreachable(URI url, String why) {
    return new LookupException(
        new Failure.Unreachable(), "%s: %s".formatted(Printable.of(url.toString()), why));
  }

  private static LookupException unusable(URI url, String why) {
    return new LookupException(
        new Failure.Unusable(), "%s: %s".formatted(Printable.of(url.toString()), why));
  }

  private static LookupException tooLarge(URI url) {
    return unusable(url, "the answer is larger than %d bytes".formatted(Limits.DOCUMENT_BYTES));
  }

  private static LookupException interrupted(URI url) {
    Thread.currentThread().interrupt();
    return unreachable(url, "the server stops");
  }

  /// Made when it is first needed: most starts of a server do not need one at once.
  private HttpClient client() {
    synchronized (clientLock) {
      if (client == null) {
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Limits.CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
      }
      return client;
    }
  }

  /// Gives up what is under way.
  @Override
  public void close() {
    synchronized (clientLock) {
      if (client != null) {
        client.shutdownNow();
      }
    }
  }
}

package dev.jensen.client;

import dev.jensen.client.wire.Credentials;
import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionLog;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Calls functions over HTTP, one request per call.
///
/// Nothing is kept between calls but who calls, so this is what servers, jobs and tools want; pages
/// that follow what changes want `ConvexClient`. A query that could not be answered is tried again.
/// A mutation or action is tried again only if no connection came about, because it must not run
/// twice. Calls from several threads run at the same time.
///
/// Thread-safe; share one and close it at the end.
///
/// {@snippet file="dev/jensen/client/HttpClientTest.java" region="client"}
public final class ConvexHttpClient implements ConvexFunctions, AutoCloseable {

  private final HttpCalls calls;
  private final HttpClient http;
  private final boolean ownsHttp;
  private volatile Caller caller = Caller.fixed(new Credentials.None());

  private ConvexHttpClient(Builder builder) {
    var address = new Address(builder.url);
    this.ownsHttp = builder.http == null;
    this.http = builder.http == null ? http(address, builder.connectTimeout) : builder.http;
    this.calls = new HttpCalls(http, address, builder.timeout, builder.attemptsMax);
  }

  private static HttpClient http(Address address, Duration connectTimeout) {
    return HttpClient.newBuilder()
        .connectTimeout(connectTimeout)
        // Without TLS, asking for HTTP/2 costs a failed upgrade on every connection.
        .version(address.isSecure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  /// A client of the deployment at `url`, with the defaults of [Builder].
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="of"}
  ///
  /// @throws IllegalArgumentException if `url` is no `http` or `https` URL
  public static ConvexHttpClient of(URI url) {
    return builder(url).build();
  }

  /// Settings for a client of the deployment at `url`.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="client"}
  public static Builder builder(URI url) {
    return new Builder(url);
  }

  /// Calls as the user of this JWT from now on.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="token"}
  ///
  /// @throws IllegalArgumentException if no token looks like that
  public void setAuth(String token) {
    caller = Caller.fixed(new Credentials.User(token));
  }

  /// Calls as the user whose tokens come from `source` from now on. It is asked before each call,
  /// and asked to refresh when a token is refused; the call is then made once more.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="source"}
  public void setAuth(TokenSource source) {
    caller = Caller.user(source);
  }

  /// Calls as the administrator from now on, who may call internal functions too.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="administrator"}
  ///
  /// @throws IllegalArgumentException if no key looks like that
  public void setAdminAuth(String key) {
    caller = Caller.fixed(new Credentials.Admin(key, null));
  }

  /// Calls as the administrator acting as a user from now on.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="admin"}
  ///
  /// @param actingAs the user's attributes, among them `issuer` and `subject`
  /// @throws IllegalArgumentException if no key looks like that
  /// @throws dev.jensen.value.InvalidValueException if the attributes cannot be sent
  public void setAdminAuth(String key, Map<String, ?> actingAs) {
    caller = Caller.fixed(new Credentials.Admin(key, Values.arguments(actingAs)));
  }

  /// Calls as nobody from now on.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="nobody"}
  public void clearAuth() {
    caller = Caller.fixed(new Credentials.None());
  }

  @Override
  public <T> T query(String path, Object arguments, ResultType<T> type) {
    return call(FunctionKind.QUERY, path, arguments, type);
  }

  @Override
  public <T> T mutation(String path, Object arguments, ResultType<T> type) {
    return call(FunctionKind.MUTATION, path, arguments, type);
  }

  @Override
  public <T> T action(String path, Object arguments, ResultType<T> type) {
    return call(FunctionKind.ACTION, path, arguments, type);
  }

  private <T> T call(FunctionKind kind, String path, Object arguments, ResultType<T> type) {
    var call = new HttpCalls.Call(kind, path, Values.arguments(arguments));
    var outcome = calls.run(call, caller);
    FunctionLog.write(kind, path, outcome.logLines());
    return Results.as(outcome, type);
  }

  /// The same calls as futures, each made on a virtual thread of its own. Cancelling one gives up
  /// waiting; what was sent may still run.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="asyncQuery"}
  public AsyncConvexFunctions async() {
    return new ThreadedFunctions(this);
  }

  /// Ends open connections. Calls that wait fail.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="of"}
  @Override
  public void close() {
    calls.close();
    if (ownsHttp) {
      http.shutdownNow();
    }
  }

  /// Settings of a [ConvexHttpClient].
  public static final class Builder {

    private final URI url;
    private Duration timeout = Duration.ofMinutes(2);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int attemptsMax = 4;
    private @Nullable HttpClient http;

    private Builder(URI url) {
      this.url = url;
    }

    /// How long a call may take, with everything that is tried again; two minutes if not set.
    ///
    /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="client"}
    ///
    /// @throws IllegalArgumentException if it is no time at all
    public Builder timeout(Duration newTimeout) {
      this.timeout = Patience.checked(newTimeout);
      return this;
    }

    /// How long a connection may take to come about; ten seconds if not set. An [HttpClient] that
    /// is set has its own.
    ///
    /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="patience"}
    ///
    /// @throws IllegalArgumentException if it is no time at all
    public Builder connectTimeout(Duration newTimeout) {
      this.connectTimeout = Patience.checked(newTimeout);
      return this;
    }

    /// How often a call is made at most where repeating it is safe; four times if not set.
    ///
    /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="patience"}
    public Builder attempts(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("fewer than one attempt");
      }
      this.attemptsMax = most;
      return this;
    }

    /// Who sends the requests, for proxies and certificates of one's own; stays the caller's to
    /// close.
    ///
    /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="http"}
    public Builder http(HttpClient newHttp) {
      this.http = newHttp;
      return this;
    }

    /// The client.
    ///
    /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="client"}
    ///
    /// @throws IllegalArgumentException if the URL is no `http` or `https` URL
    public ConvexHttpClient build() {
      return new ConvexHttpClient(this);
    }
  }
}

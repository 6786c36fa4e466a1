package dev.jensen.client;

import dev.jensen.client.sync.Authentication;
import dev.jensen.client.sync.Feed;
import dev.jensen.client.sync.LostException;
import dev.jensen.client.sync.QueryKey;
import dev.jensen.client.sync.SyncClient;
import dev.jensen.client.sync.SyncOptions;
import dev.jensen.client.wire.Credentials;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Follows queries and calls functions over one socket.
///
/// The socket is opened in the background, and opened again when it is lost, with pauses that grow.
/// What is followed goes on by itself. Mutations run in the order they are made, each exactly once
/// however often the socket is lost; a call returns when its effects can be seen in the followed
/// queries, and their listeners have been told. An action runs at once beside all others, and fails
/// when its socket is lost, as soon as there is another one, because it may have run.
///
/// Two virtual threads serve a client, however much it follows. Listeners, and what is chained to
/// futures without an executor, run on one of them, in order, so they should be brief. A listener
/// that waits for a call of its client would wait for itself and gets an [IllegalStateException],
/// as do optimistic updates and token sources that all calls wait for, whether they call and wait
/// or wait for a future of [#async()]; to make calls with [#async()] and not wait is fine. What
/// they wait for on other threads is not noticed.
///
/// Thread-safe; share one and close it at the end.
///
/// {@snippet file="dev/jensen/client/LiveClientTest.java" region="client"}
public final class ConvexClient implements ConvexFunctions, AutoCloseable {

  private final SyncClient client;
  private final SocketFunctions functions;
  private final HttpClient http;
  private final boolean ownsHttp;

  private ConvexClient(Builder builder) {
    var address = new Address(builder.url);
    this.ownsHttp = builder.http == null;
    this.http =
        builder.http != null
            ? builder.http
            : HttpClient.newBuilder()
                .connectTimeout(builder.connectTimeout)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    this.client =
        new SyncClient(
            new SyncOptions(
                address.socket(), http, Address.CLIENT, builder.silenceMax, builder.leeway));
    this.functions = new SocketFunctions(client);
  }

  /// A client of the deployment at `url`, with the defaults of [Builder].
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="client"}
  ///
  /// @throws IllegalArgumentException if `url` is no `http` or `https` URL
  public static ConvexClient of(URI url) {
    return builder(url).build();
  }

  /// Settings for a client of the deployment at `url`.
  ///
  /// {@snippet file="dev/jensen/client/ReconnectTest.java" region="builder"}
  public static Builder builder(URI url) {
    return new Builder(url);
  }

  /// Follows the query at `path`: tells `listener` its newest result as soon as there is one, and
  /// again whenever it changes. A listener that is slow skips results between, never the last one.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="subscribe"}
  public <T> Subscription subscribe(
      String path, Object arguments, ResultType<T> type, QueryListener<? super T> listener) {
    var key = QueryKey.of(path, Values.arguments(arguments));
    var feed = client.feed(new Receiver<>(type, listener));
    feed.request(Long.MAX_VALUE);
    client.subscribe(key, feed);
    return () -> client.unsubscribe(key, feed);
  }

  /// Follows the query at `path`, as [#subscribe(String, Object, ResultType, QueryListener)] does.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="subscribe"}
  public <T> Subscription subscribe(
      String path, Object arguments, Class<T> type, QueryListener<? super T> listener) {
    return subscribe(path, arguments, ResultType.of(type), listener);
  }

  /// Follows a query, as [#subscribe(String, Object, ResultType, QueryListener)] does.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="calls"}
  public <T> Subscription subscribe(QueryCall<T> call, QueryListener<? super T> listener) {
    return subscribe(call.path(), call.arguments(), call.type(), listener);
  }

  /// Publishes what the query at `path` gives. Each subscriber gets the newest result as soon as it
  /// asks for one, and skips those that came before it asked. Ends when the client is closed.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="watch"}
  public <T> Flow.Publisher<QueryResult<T>> watch(
      String path, Object arguments, ResultType<T> type) {
    return new QueryPublisher<>(client, QueryKey.of(path, Values.arguments(arguments)), type);
  }

  /// Publishes what the query at `path` gives, as [#watch(String, Object, ResultType)] does.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="watch"}
  public <T> Flow.Publisher<QueryResult<T>> watch(String path, Object arguments, Class<T> type) {
    return watch(path, arguments, ResultType.of(type));
  }

  /// Publishes what a query gives, as [#watch(String, Object, ResultType)] does.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="watchCall"}
  public <T> Flow.Publisher<QueryResult<T>> watch(QueryCall<T> call) {
    return watch(call.path(), call.arguments(), call.type());
  }

  /// Gives the query's newest result, at once if it is followed already.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="client"}
  @Override
  public <T> T query(String path, Object arguments, ResultType<T> type) {
    return await(() -> functions.query(path, arguments, type));
  }

  @Override
  public <T> T mutation(String path, Object arguments, ResultType<T> type) {
    return await(() -> functions.mutation(path, arguments, type));
  }

  /// Runs the mutation at `path` and shows at once what it is expected to change.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimistic"}
  public <T> CompletableFuture<T> mutation(
      String path, Object arguments, Class<T> type, OptimisticUpdate update) {
    return mutation(path, arguments, ResultType.of(type), update);
  }

  /// Runs the mutation at `path` and shows at once what it is expected to change.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimistic"}
  public <T> CompletableFuture<T> mutation(
      String path, Object arguments, ResultType<T> type, OptimisticUpdate update) {
    return functions.mutation(path, arguments, type, update);
  }

  /// Runs a mutation and shows at once what it is expected to change.
  ///
  /// {@snippet file="dev/jensen/client/OptimisticUpdateTest.java" region="optimisticCall"}
  public <T> CompletableFuture<T> mutation(MutationCall<T> call, OptimisticUpdate update) {
    return functions.mutation(call.path(), call.arguments(), call.type(), update);
  }

  @Override
  public <T> T action(String path, Object arguments, ResultType<T> type) {
    return await(() -> functions.action(path, arguments, type));
  }

  private <T> T await(Supplier<CompletableFuture<T>> made) {
    // First of all, because what is refused must not run either.
    client.requireMayWait();
    var call = made.get();
    try {
      return call.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConvexException known) {
        // Made by the thread of the listeners, which is of no interest to who waited.
        known.fillInStackTrace();
        throw known;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      call.cancel(false);
      Thread.currentThread().interrupt();
      throw new ConnectionException("Interrupted", "the calling thread was interrupted", true, e);
    }
  }

  /// The same calls as futures, without any threads of their own. Whoever a call would wait for in
  /// turn gets an [IllegalStateException] from `join` and `get`, as they do from calls that wait.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="async"}
  public AsyncConvexFunctions async() {
    return functions;
  }

  /// Calls as the user of this JWT from now on. It cannot be refreshed.
  ///
  /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="token"}
  ///
  /// @throws IllegalArgumentException if no token looks like that
  public void setAuth(String token) {
    var user = new Credentials.User(token);
    setAuth(refresh -> user.token());
  }

  /// Calls as the user whose tokens come from `source` from now on. The first token may be one that
  /// was kept; once it is accepted, a fresh one is fetched, and then another one shortly before
  /// each ends. Until the first token is there, nothing is sent.
  ///
  /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="source"}
  public void setAuth(TokenSource source) {
    setAuth(source, isAuthenticated -> {});
  }

  /// The same, and `listener` learns whether the tokens are accepted.
  ///
  /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="listener"}
  public void setAuth(TokenSource source, AuthListener listener) {
    client.authenticate(
        new Authentication.Tokens() {
          @Override
          public @Nullable String fetch(boolean refresh) {
            return source.token(refresh);
          }

          @Override
          public void authenticated(boolean isAuthenticated) {
            listener.changed(isAuthenticated);
          }
        });
  }

  /// Calls as the administrator from now on, who may call internal functions too.
  ///
  /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="administrator"}
  ///
  /// @throws IllegalArgumentException if no key looks like that
  public void setAdminAuth(String key) {
    client.authenticate(new Credentials.Admin(key, null));
  }

  /// Calls as the administrator acting as a user from now on.
  ///
  /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="admin"}
  ///
  /// @param actingAs the user's attributes, among them `issuer` and `subject`
  /// @throws IllegalArgumentException if no key looks like that
  /// @throws dev.jensen.value.InvalidValueException if the attributes cannot be sent
  public void setAdminAuth(String key, Map<String, ?> actingAs) {
    client.authenticate(new Credentials.Admin(key, Values.arguments(actingAs)));
  }

  /// Calls as nobody from now on.
  ///
  /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="nobody"}
  public void clearAuth() {
    client.authenticate(new Credentials.None());
  }

  /// How the client is connected.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="connectionNow"}
  public ConnectionState connectionState() {
    return new ConnectionState(client.snapshot());
  }

  /// Tells `listener` how the client is connected, now and whenever that changes.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="connection"}
  public Subscription onConnectionState(Consumer<ConnectionState> listener) {
    var stop = client.watch(snapshot -> listener.accept(new ConnectionState(snapshot)));
    return stop::run;
  }

  /// Says good-bye and ends everything: calls that wait fail, publishers end.
  ///
  /// {@snippet file="dev/jensen/client/LiveClientTest.java" region="client"}
  @Override
  public void close() {
    client.close();
    if (ownsHttp) {
      http.shutdownNow();
    }
  }

  private record Receiver<T>(ResultType<T> type, QueryListener<? super T> listener)
      implements Feed.Receiver {

    @Override
    public void receive(FunctionOutcome outcome) {
      T result;
      try {
        result = Results.as(outcome, type);
      } catch (ConvexException e) {
        listener.failed(e);
        return;
      }
      listener.changed(result);
    }

    @Override
    public void end(@Nullable LostException failure) {
      listener.ended();
    }
  }

  /// Settings of a [ConvexClient].
  public static final class Builder {

    private final URI url;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration silenceMax = SyncOptions.DEFAULT_SILENCE_MAX;
    private Duration leeway = SyncOptions.DEFAULT_LEEWAY;
    private @Nullable HttpClient http;

    private Builder(URI url) {
      this.url = url;
    }

    /// How long a connection may take to come about; ten seconds if not set. An [HttpClient] that
    /// is set has its own.
    ///
    /// {@snippet file="dev/jensen/client/ReconnectTest.java" region="builder"}
    ///
    /// @throws IllegalArgumentException if it is no time at all
    public Builder connectTimeout(Duration newTimeout) {
      this.connectTimeout = Patience.checked(newTimeout);
      return this;
    }

    /// How long the deployment may say nothing at all before it is taken for gone; a minute if not
    /// set. It says something every fifteen seconds.
    ///
    /// {@snippet file="dev/jensen/client/ReconnectTest.java" region="builder"}
    ///
    /// @throws IllegalArgumentException if it is no time at all
    public Builder silence(Duration longest) {
      this.silenceMax = Patience.checked(longest);
      return this;
    }

    /// How long before its end a token is refreshed; ten seconds if not set.
    ///
    /// {@snippet file="dev/jensen/client/LiveAuthTest.java" region="leeway"}
    public Builder refreshLeeway(Duration newLeeway) {
      this.leeway = newLeeway;
      return this;
    }

    /// Who opens the sockets, for proxies and certificates of one's own; stays the caller's to
    /// close.
    ///
    /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="liveHttp"}
    public Builder http(HttpClient newHttp) {
      this.http = newHttp;
      return this;
    }

    /// The client, which begins to connect.
    ///
    /// {@snippet file="dev/jensen/client/ReconnectTest.java" region="builder"}
    ///
    /// @throws IllegalArgumentException if the URL is no `http` or `https` URL
    public ConvexClient build() {
      return new ConvexClient(this);
    }
  }
}

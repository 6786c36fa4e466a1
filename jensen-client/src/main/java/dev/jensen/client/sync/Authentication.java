package dev.jensen.client.sync;

import dev.jensen.client.wire.Credentials;
import dev.jensen.client.wire.ServerMessage.AuthError;
import dev.jensen.client.wire.StateVersion;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The cycle of a user's tokens (`spec/sync-protocol.md` §8.5): a token that was kept is sent
/// first; once the deployment accepts it, a fresh one is fetched, whose lifetime is known from its
/// start; before that ends, the next one. A token that is refused is replaced, a few times.
///
/// Owned by the loop. Not here: which credentials are in force ([SyncClient]).
public final class Authentication {

  private static final System.Logger LOGGER = System.getLogger("dev.jensen.client");

  private static final int FRESH_TOKENS_REFUSED_MAX = 2;

  /// How often a source that fails is asked, within some three seconds.
  private static final int ATTEMPTS_MAX = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration REFRESH_DELAY_MAX = Duration.ofDays(20);

  private final Host host;
  private final Duration leeway;
  private State state = new State.None();

  /// Tells answers of token sources that were replaced meanwhile from those that count.
  private long epoch;

  private int freshTokensRefused;

  /// What the cycle acts on.
  interface Host {

    /// Sends these credentials, or keeps them for when sending is possible.
    void authenticate(Credentials credentials);

    /// Goes on as nobody on the next socket; this one is about to be closed.
    void forgetCredentials();

    Credentials credentials();

    /// The version of the last credentials sent over this socket.
    long identityVersion();

    /// Sends nothing until [#resume].
    void pause();

    void resume();

    void stopSocket();

    void startSocket();

    /// Runs `listener` where listeners run.
    void tell(Runnable listener);

    /// Asks for a token without blocking; `then` runs on the loop.
    void fetch(Tokens tokens, boolean refresh, Consumer<TokenFetch> then);

    Future<?> schedule(Runnable task, Duration delay);
  }

  /// Where a user's tokens come from, and who wants to know whether they are accepted.
  public interface Tokens {

    /// May block; null for none.
    @Nullable String fetch(boolean refresh);

    /// Told where listeners are.
    void authenticated(boolean isAuthenticated);
  }

  private sealed interface State {

    /// No tokens; perhaps credentials that have no cycle.
    record None() implements State {}

    /// A token that was kept is to be confirmed, or has been and a fresh one is being fetched.
    record Kept(Tokens tokens, boolean isConfirmed) implements State {}

    /// There was none, a fresh one is being fetched.
    record FetchingFirst(Tokens tokens) implements State {}

    /// A fresh token is to be confirmed.
    ///
    /// @param wasAuthenticated whether one before it had been
    record Fresh(Tokens tokens, Credentials.User user, boolean wasAuthenticated) implements State {}

    /// The next token will be fetched in time.
    record Scheduled(Tokens tokens, Future<?> timer) implements State {}

    /// There is no other token than the one in force.
    record Final(Tokens tokens) implements State {}

    default @Nullable Tokens source() {
      return switch (this) {
        case None none -> null;
        case Kept kept -> kept.tokens;
        case FetchingFirst first -> first.tokens;
        case Fresh fresh -> fresh.tokens;
        case Scheduled scheduled -> scheduled.tokens;
        case Final last -> last.tokens;
      };
    }
  }

  Authentication(Host host, Duration leeway) {
    this.host = host;
    this.leeway = leeway;
  }

  /// Begins the cycle.
  void start(Tokens tokens) {
    stop();
    host.pause();
    fetch(
        tokens,
        false,
        fetched -> {
          var user = fetched.user();
          if (user == null) {
            become(new State.FetchingFirst(tokens));
            refetch(tokens, host::resume);
          } else {
            become(new State.Kept(tokens, false));
            host.authenticate(user);
            host.resume();
          }
        });
  }

  /// Ends the cycle; credentials stay as they are.
  void stop() {
    epoch++;
    become(new State.None());
  }

  private void become(State next) {
    if (state instanceof State.Scheduled scheduled) {
      scheduled.timer().cancel(false);
    }
    switch (next) {
      case State.None none -> freshTokensRefused = 0;
      case State.Scheduled scheduled -> freshTokensRefused = 0;
      case State.Final last -> freshTokensRefused = 0;
      case State.Kept kept -> {}
      case State.FetchingFirst first -> {}
      case State.Fresh fresh -> {}
    }
    state = next;
  }

  private void fetch(Tokens tokens, boolean refresh, Consumer<TokenFetch> then) {
    fetch(tokens, refresh, then, ++epoch, 1);
  }

  /// A source that fails is asked again, because a service that is away for a moment must not turn
  /// its users into nobody.
  private void fetch(
      Tokens tokens, boolean refresh, Consumer<TokenFetch> then, long started, int attempt) {
    host.fetch(
        tokens,
        refresh,
        fetched -> {
          if (started != epoch) {
            return;
          }
          if (fetched instanceof TokenFetch.Failed && attempt < ATTEMPTS_MAX) {
            var pause = FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
            var unused =
                host.schedule(
                    () -> {
                      if (started == epoch) {
                        fetch(tokens, refresh, then, started, attempt + 1);
                      }
                    },
                    pause);
          } else {
            then.accept(fetched);
          }
        });
  }

  private void refetch(Tokens tokens, Runnable afterwards) {
    fetch(
        tokens,
        true,
        fetched -> {
          boolean hasCredentials = !(host.credentials() instanceof Credentials.None);
          // Others are those of whoever called before.
          boolean hasOwnCredentials = hasCredentials && !(state instanceof State.FetchingFirst);
          var user = fetched.user();
          if (fetched instanceof TokenFetch.Failed && hasOwnCredentials) {
            // The one in force may be good for a while; when it is refused, the next is asked for.
            become(new State.Final(tokens));
          } else if (user == null) {
            if (hasCredentials) {
              host.authenticate(new Credentials.None());
            }
            giveUp(tokens);
          } else if (hasOwnCredentials && user.equals(host.credentials())) {
            become(new State.Final(tokens));
          } else {
            become(new State.Fresh(tokens, user, hasOwnCredentials));
            host.authenticate(user);
          }
          host.startSocket();
          afterwards.run();
        });
  }

  private void giveUp(Tokens tokens) {
    tell(tokens, false);
    become(new State.None());
  }

  private void tell(Tokens tokens, boolean isAuthenticated) {
    host.tell(() -> tokens.authenticated(isAuthenticated));
  }

  /// A transition that reaches the newest identity confirms it (`spec/sync-protocol.md` §8.2).
  ///
  /// @return whether it does
  boolean confirm(StateVersion start, StateVersion end) {
    if (end.identity() < host.identityVersion() || end.identity() <= start.identity()) {
      return false;
    }
    switch (state) {
      case State.Kept(var tokens, boolean isConfirmed) when !isConfirmed -> {
        become(new State.Kept(tokens, true));
        tell(tokens, true);
        refetch(tokens, () -> {});
      }
      case State.Fresh(var tokens, var user, boolean wasAuthenticated) -> {
        scheduleRefresh(tokens, user);
        if (!wasAuthenticated) {
          tell(tokens, true);
        }
      }
      default -> {}
    }
    return true;
  }

  private void scheduleRefresh(Tokens tokens, Credentials.User user) {
    var lifetime = TokenLifetime.of(user.token());
    if (lifetime == null) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the token does not say how long it is good for and will not be refreshed in time");
      become(new State.Final(tokens));
      return;
    }
    var delay = lifetime.minus(leeway);
    if (delay.isNegative()) {
      delay = Duration.ZERO;
    }
    if (delay.compareTo(REFRESH_DELAY_MAX) > 0) {
      delay = REFRESH_DELAY_MAX;
    }
    become(new State.Scheduled(tokens, host.schedule(() -> refetch(tokens, () -> {}), delay)));
  }

  /// Who calls was refused; the deployment closes the socket after saying so.
  void refuse(AuthError error) {
    boolean isBeingReplaced = state instanceof State.Fresh || state instanceof State.Kept;
    boolean isOfBefore = error.baseVersion() + 1 < host.identityVersion();
    if (isOfBefore || (isBeingReplaced && !error.wasAttempted())) {
      return;
    }
    var tokens = state.source();
    boolean isFresh = state instanceof State.Fresh;
    if (tokens == null || (isFresh && freshTokensRefused >= FRESH_TOKENS_REFUSED_MAX)) {
      LOGGER.log(System.Logger.Level.ERROR, () -> "not authenticated: %s".formatted(error.error()));
      host.forgetCredentials();
      if (tokens != null) {
        giveUp(tokens);
      }
      return;
    }
    freshTokensRefused += isFresh ? 1 : 0;
    replace(tokens);
  }

  /// Fetches another token while no call can be made with the old one.
  private void replace(Tokens tokens) {
    boolean wasAuthenticated = state instanceof State.Final || state instanceof State.Scheduled;
    host.stopSocket();
    fetch(
        tokens,
        true,
        fetched -> {
          var user = fetched.user();
          if (user == null || user.equals(host.credentials())) {
            host.forgetCredentials();
            giveUp(tokens);
          } else {
            become(new State.Fresh(tokens, user, wasAuthenticated));
            host.authenticate(user);
          }
          // Which starts the socket, too.
          host.resume();
        });
  }
}

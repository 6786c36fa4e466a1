package dev.jensen.client.sync;

import dev.jensen.client.wire.ClientMessage;
import dev.jensen.client.wire.Credentials;
import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client: queries that are followed, calls, and who makes them, over one socket at a time.
///
/// What is wanted is kept apart from what the deployment has been told, and [Conversation] tells it
/// the difference; so a new socket, or a pause while a token is fetched, needs no other care.
///
/// Thread-safe.
public final class SyncClient {

  /// Whoever makes more calls than this makes them faster than they can ever end.
  static final int WAITING_MAX = 100_000;

  private final Loop loop = new Loop("convex-client");
  private final Delivery delivery = new Delivery();
  private final Conversation conversation;
  private final Map<QueryKey, Set<Feed>> feeds = new HashMap<>();
  private final Set<Consumer<ConnectionSnapshot>> watchers = new LinkedHashSet<>();
  private volatile ConnectionSnapshot snapshot = new ConnectionSnapshot(false, 0, 0, 0, 0);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final CompletableFuture<@Nullable Void> goodbye = new CompletableFuture<>();
  private volatile @Nullable LostException end;

  /// Connects in the background.
  public SyncClient(SyncOptions options) {
    conversation = new Conversation(loop, options, new Outlet());
    loop.execute(conversation::start);
  }

  /// What the conversation gives to the users of the client.
  private final class Outlet implements Conversation.Outlet {

    @Override
    public void show(QueryKey key, FunctionOutcome outcome) {
      feeds.getOrDefault(key, Set.of()).forEach(feed -> feed.offer(outcome));
    }

    @Override
    public void complete(CompletableFuture<FunctionOutcome> future, FunctionOutcome outcome) {
      delivery.execute(() -> future.complete(outcome));
    }

    @Override
    public void fail(CompletableFuture<FunctionOutcome> future, LostException failure) {
      delivery.execute(() -> future.completeExceptionally(failure));
    }

    @Override
    public void tell(Runnable listener) {
      delivery.execute(listener);
    }

    @Override
    public void changed(ConnectionSnapshot now) {
      if (!now.equals(snapshot)) {
        snapshot = now;
        watchers.forEach(watcher -> delivery.execute(() -> watcher.accept(now)));
      }
    }

    @Override
    public void ended(LostException failure) {
      finish(failure, failure);
    }
  }

  /// Calls a function. The future completes on the thread of the listeners, after those that the
  /// call made news for have been told; it fails with a [LostException].
  ///
  /// @throws InvalidValueException if no message can carry the call
  public CompletableFuture<FunctionOutcome> call(
      FunctionKind kind, String path, Value.Obj arguments, @Nullable Consumer<LocalStore> update) {
    ClientMessage.requireSendable(path, arguments);
    var future = admitted();
    if (future.isDone()) {
      return future;
    }
    loop.execute(() -> {
      var failure = end;
      if (failure == null) {
        conversation.call(kind, path, arguments, future, update);
      } else {
        future.completeExceptionally(failure.of(false));
      }
    });
    return failIfOver(future);
  }

  /// The next outcome of a query; the newest one if it is followed already. Cancelling the future
  /// gives it up.
  public CompletableFuture<FunctionOutcome> query(QueryKey key) {
    var future = admitted();
    if (future.isDone()) {
      return future;
    }
    var subscription = new Feed[1];
    var feed =
        new Feed(
            delivery,
            new Feed.Receiver() {
              @Override
              public void receive(FunctionOutcome outcome) {
                unsubscribe(key, subscription[0]);
                future.complete(outcome);
              }

              @Override
              public void end(@Nullable LostException failure) {
                future.completeExceptionally(failure == null ? closed(false) : failure);
              }
            });
    subscription[0] = feed;
    feed.request(1);
    subscribe(key, feed);
    var unused =
        future.whenComplete((outcome, failure) -> {
          if (failure != null) {
            unsubscribe(key, feed);
          }
        });
    return failIfOver(future);
  }

  /// The future of one more call, which has failed already if there cannot be another.
  private CompletableFuture<FunctionOutcome> admitted() {
    var future = new CallFuture<FunctionOutcome>(this::requireMayWait);
    boolean isTooMany = waiting.incrementAndGet() > WAITING_MAX;
    var unused = future.whenComplete((outcome, failure) -> waiting.decrementAndGet());
    var over = end;
    if (over != null) {
      future.completeExceptionally(over.of(false));
    } else if (isTooMany) {
      future.completeExceptionally(
          new LostException("TooManyRequests", "too many calls are waiting", false));
    }
    return future;
  }

  /// What is handed in after the end is dropped, so nobody else would fail it.
  private CompletableFuture<FunctionOutcome> failIfOver(CompletableFuture<FunctionOutcome> future) {
    var failure = end;
    if (failure != null) {
      future.completeExceptionally(failure);
    }
    return future;
  }

  /// A subscriber to be, who has asked for nothing yet.
  public Feed feed(Feed.Receiver receiver) {
    return new Feed(delivery, receiver);
  }

  /// Follows a query.
  public void subscribe(QueryKey key, Feed feed) {
    loop.execute(() -> {
      var failure = end;
      if (feed.isOver()) {
        return;
      }
      if (failure == null) {
        feeds.computeIfAbsent(key, absent -> new LinkedHashSet<>()).add(feed);
        conversation.follow(key);
        var outcome = conversation.visible(key);
        if (outcome != null) {
          feed.offer(outcome);
        }
      } else {
        feed.end(failure);
      }
    });
    // After the end of the loop nothing of the above happens.
    var failure = end;
    if (failure != null) {
      feed.end(failure);
    }
  }

  /// Follows it no more.
  public void unsubscribe(QueryKey key, Feed feed) {
    feed.mute();
    loop.execute(() -> {
      var others = feeds.get(key);
      if (others != null && others.remove(feed)) {
        if (others.isEmpty()) {
          feeds.remove(key);
        }
        conversation.unfollow(key);
      }
    });
  }

  /// Calls as the user whose tokens come from `tokens` from now on.
  public void authenticate(Authentication.Tokens tokens) {
    // At once, because it may be the last source that says so, and calls next.
    conversation.awaitNobody();
    loop.execute(() -> conversation.authenticate(tokens));
  }

  /// Calls with these credentials from now on.
  public void authenticate(Credentials credentials) {
    conversation.awaitNobody();
    loop.execute(() -> conversation.authenticateFixed(credentials));
  }

  /// How the connection was when it last changed.
  public ConnectionSnapshot snapshot() {
    return snapshot;
  }

  /// Tells `watcher` how the connection is, now and whenever that changes.
  ///
  /// @return stops it
  public Runnable watch(Consumer<ConnectionSnapshot> watcher) {
    loop.execute(() -> {
      watchers.add(watcher);
      var now = snapshot;
      delivery.execute(() -> watcher.accept(now));
    });
    return () -> loop.execute(() -> watchers.remove(watcher));
  }

  /// Refuses whoever would wait for itself by waiting for a call. Knows those that are asked on
  /// threads of this client, not what they have other threads do.
  ///
  /// @throws IllegalStateException if the caller is such; it says what to do instead
  public void requireMayWait() {
    if (delivery.isCurrent() || loop.isCurrent()) {
      throw new IllegalStateException(
          "A listener or an optimistic update must not wait for a call: the call would wait for it"
              + " in turn. Use async(), and chain what is to follow.");
    }
    if (conversation.awaits(Thread.currentThread())) {
      throw new IllegalStateException(
          "A token source must not wait for a call of the client that waits for its token: the call"
              + " would wait for it in turn. Call with a ConvexHttpClient instead.");
    }
  }

  /// Ends the conversation. What waits fails; what was handed to listeners is still told.
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      loop.execute(this::end);
    }
    try {
      goodbye.get(Socket.GOODBYE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The deployment notices on its own.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    var failure = closed(true);
    if (end == null) {
      finish(failure, null);
    }
    var unused = conversation.end(failure).whenComplete((sent, problem) -> goodbye.complete(null));
    loop.close();
    delivery.close();
  }

  private void finish(LostException reason, @Nullable LostException failure) {
    end = reason;
    feeds.values().forEach(each -> each.forEach(feed -> feed.end(failure)));
    feeds.clear();
  }

  private static LostException closed(boolean mayHaveRun) {
    return new LostException("Closed", "the client was closed", mayHaveRun);
  }
}

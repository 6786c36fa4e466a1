package dev.jensen.backend.sync;

import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.Functions;
import dev.jensen.backend.function.InvalidFunctionPathException;
import dev.jensen.backend.function.LiveResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.sync.ClientMessage.Add;
import dev.jensen.backend.sync.ClientMessage.Modification;
import dev.jensen.backend.sync.ClientMessage.Remove;
import dev.jensen.backend.sync.ServerMessages.Change;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The queries that one client wants to hear of, and what it was told of each.
///
/// Used by the session's thread only.
final class QuerySet {

  private static final int REQUEST_ID_BYTES = 8;

  private final World world;
  private final Database database;
  private final Functions functions;
  private final TreeMap<Long, Subscription> subscriptions = new TreeMap<>();
  private final TreeSet<Long> removed = new TreeSet<>();

  private static final class Subscription {

    private final String path;
    private final Value args;
    private @Nullable String journal;
    private @Nullable LiveResult result;
    private @Nullable FunctionResult told;

    Subscription(Add add) {
      path = add.path();
      args = add.args();
      journal = add.journal();
    }
  }

  QuerySet(World world, Database database, Functions functions) {
    this.world = world;
    this.database = database;
    this.functions = functions;
  }

  void modify(List<Modification> modifications) {
    for (var modification : modifications) {
      switch (modification) {
        case Add add -> subscriptions.put(add.query(), new Subscription(add));
        case Remove(var query) -> {
          subscriptions.remove(query);
          removed.add(query);
        }
      }
    }
  }

  /// Makes every query run again: somebody else asks.
  void forgetResults() {
    subscriptions.values().forEach(subscription -> subscription.result = null);
  }

  /// Whether any result may not hold at `snapshot`.
  boolean isStale(Timestamp snapshot) {
    boolean isStale = false;
    for (var subscription : subscriptions.values()) {
      isStale |= !holds(subscription, snapshot);
    }
    return isStale;
  }

  private boolean holds(Subscription subscription, Timestamp snapshot) {
    var result = subscription.result;
    if (result == null) {
      return false;
    }
    if (!database.unchanged(result.reads(), result.at(), snapshot)) {
      return false;
    }
    subscription.result = result.heldAt(snapshot);
    return true;
  }

  /// Runs what does not hold at `snapshot` there, and returns what the client must be told.
  List<Change> update(Timestamp snapshot, Identity identity) {
    var changes = new ArrayList<Change>();
    removed.stream()
        .filter(query -> !subscriptions.containsKey(query))
        .forEach(query -> changes.add(new Change.Removed(query)));
    removed.clear();
    subscriptions.forEach((query, subscription) -> {
      if (!holds(subscription, snapshot)) {
        var requestId = requestId();
        var result = run(subscription, snapshot, identity, requestId);
        subscription.result = result;
        subscription.journal = result.journal();
        if (!result.result().equals(subscription.told)) {
          subscription.told = result.result();
          changes.add(new Change.Updated(query, result, requestId));
        }
      }
    });
    return changes;
  }

  private LiveResult run(
      Subscription subscription, Timestamp snapshot, Identity identity, String requestId) {
    try {
      return functions.query(
          new FunctionCall(
              subscription.path,
              subscription.args,
              FunctionType.QUERY,
              identity,
              snapshot,
              requestId,
              subscription.journal));
    } catch (InvalidFunctionPathException e) {
      var failure = new FunctionResult.Failure("%s\n".formatted(e.getMessage()), null, List.of());
      return new LiveResult(failure, ReadSet.EMPTY, snapshot, null);
    }
  }

  private String requestId() {
    byte[] id = new byte[REQUEST_ID_BYTES];
    world.random().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}

package dev.jensen.backend.sync;

import dev.jensen.backend.sync.ServerMessages.Change;
import dev.jensen.backend.sync.ServerMessages.Version;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a client has been told so far, and the order in which it hears the rest.
///
/// Used by the session's thread only.
final class Conversation {

  private final World world;
  private final ServerMessages messages;
  private final Consumer<String> out;
  private final boolean readsChunks;
  private final List<Requests.Response> held = new ArrayList<>();
  private Version told = Version.FIRST;
  private boolean isFirst = true;
  private @Nullable Long clockSkewMillis;
  private @Nullable Update next;
  private Collection<Change> changes = List.of();

  /// @param out sends a message
  Conversation(World world, ServerMessages messages, Consumer<String> out, boolean readsChunks) {
    this.world = world;
    this.messages = messages;
    this.out = out;
    this.readsChunks = readsChunks;
  }

  /// Notes the client's clock, in milliseconds since the epoch, if it said.
  void begin(@Nullable Long clientMillis) {
    clockSkewMillis = clientMillis == null ? null : clientMillis - world.now().toEpochMilli();
  }

  /// Answers a request. A failure waits for the first transition, if there will be one: a client
  /// that came back shows all its queries as loading when it hears anything else before
  /// (`spec/sync-protocol.md` §11.2).
  ///
  /// @return whether it was answered now
  boolean answer(Requests.Response response, boolean isTransitionComing) {
    if (isFirst && isTransitionComing && response.isFailedMutation()) {
      held.add(response);
      return false;
    }
    out.accept(response.text());
    return true;
  }

  /// Whether the client has heard of a transition.
  boolean hasTold() {
    return !isFirst;
  }

  /// Whether a transition that is still to be told reaches `timestamp`.
  boolean willReach(Timestamp timestamp) {
    return next != null && next.end().timestamp().compareTo(timestamp) >= 0;
  }

  /// Whether an update has not been told yet.
  boolean isBehind() {
    return next != null;
  }

  /// Takes an update, to be told when it may.
  void add(Update update, Collection<Change> newChanges) {
    next = update;
    changes = newChanges;
  }

  /// Tells of the update, if there is one: not before the response to a mutation whose effects it
  /// shows, or the client would show them twice (`spec/sync-protocol.md` §7.2).
  ///
  /// @param isAllowed whether every mutation that committed before the update is answered
  void tell(Predicate<Timestamp> isAllowed) {
    var update = next;
    if (update == null || !isAllowed.test(update.end().timestamp())) {
      return;
    }
    var text =
        messages.transition(
            told, update.end(), changes, clockSkewMillis, Timestamp.of(world.now()).nanos());
    told = update.end();
    isFirst = false;
    next = null;
    changes = List.of();
    (readsChunks ? Chunks.of(text) : List.of(text)).forEach(out);
    held.forEach(response -> out.accept(response.text()));
    held.clear();
  }
}

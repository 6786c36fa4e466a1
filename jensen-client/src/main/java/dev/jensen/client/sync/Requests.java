package dev.jensen.client.sync;

import dev.jensen.client.wire.ClientMessage.Call;
import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Mutations and actions that have not ended, in the order they were made.
///
/// A mutation has ended when its effects are visible, so one that has been answered waits for the
/// transition that shows them; on a new socket it is sent again under its number, which runs it no
/// second time (`spec/sync-protocol.md` §7.2, §7.4). An action that was sent may have run, and
/// fails with its socket.
final class Requests {

  /// A deployment closes a socket with a thousand mutations waiting, or a thousand actions under
  /// way; the rest waits here.
  static final int SENT_MAX = 500;

  private final Map<Long, Request> requests = new LinkedHashMap<>();
  private final Line mutationLine = new Line();
  private final Line actionLine = new Line();

  /// Mutations that wait for the transition that shows them.
  private final Set<Request> committed = new LinkedHashSet<>();

  private long nextId;
  private int olderThanSocket;
  private int actions;

  static final class Request {

    private final Call call;
    final CompletableFuture<FunctionOutcome> future;
    private boolean mayHaveRun;

    /// Whether it was sent over the socket that there is now.
    private boolean isSent;

    private boolean isOlderThanSocket;
    private FunctionOutcome.@Nullable Success success;
    private @Nullable Timestamp timestamp;

    private Request(Call call, CompletableFuture<FunctionOutcome> future) {
      this.call = call;
      this.future = future;
    }

    long id() {
      return call.requestId();
    }

    /// Whether it was sent over any socket.
    boolean mayHaveRun() {
      return mayHaveRun;
    }

    private boolean isCovered(Timestamp until) {
      return timestamp != null && timestamp.compareTo(until) <= 0;
    }
  }

  /// Requests of one kind, none of which waits for those of the other: an action may take minutes.
  private static final class Line {

    private static final long NONE = Long.MAX_VALUE;

    private final Deque<Request> unsent = new ArrayDeque<>();
    private int sent;

    /// The number of the one that may be sent next, or [#NONE].
    private long nextId() {
      return sent < SENT_MAX && !unsent.isEmpty() ? unsent.getFirst().id() : NONE;
    }

    private Call send() {
      var request = unsent.remove();
      request.isSent = true;
      request.mayHaveRun = true;
      sent++;
      return request.call;
    }

    private void remove(Request request) {
      if (request.isSent) {
        sent--;
      } else {
        unsent.remove(request);
      }
    }

    private void restart() {
      sent = 0;
      unsent.clear();
    }
  }

  /// A request that has ended, and how.
  record Ended(Request request, FunctionOutcome outcome) {}

  /// Takes a call, to be sent when its turn comes.
  Request add(
      FunctionKind kind,
      String path,
      Value.Obj arguments,
      CompletableFuture<FunctionOutcome> future) {
    var request = new Request(new Call(kind, nextId++, path, arguments), future);
    requests.put(request.id(), request);
    line(request).unsent.add(request);
    actions += isAction(request) ? 1 : 0;
    return request;
  }

  /// What to send now, in the order it was made.
  List<Call> take() {
    var calls = new ArrayList<Call>();
    for (var line = nextLine(); line.nextId() != Line.NONE; line = nextLine()) {
      calls.add(line.send());
    }
    return calls;
  }

  private Line nextLine() {
    return mutationLine.nextId() <= actionLine.nextId() ? mutationLine : actionLine;
  }

  private Line line(Request request) {
    return isAction(request) ? actionLine : mutationLine;
  }

  /// A new socket has been told nothing yet.
  ///
  /// @return actions that were sent over the last one
  List<Request> restart() {
    var lost = ending(requests.values(), request -> request.isSent && isAction(request));
    olderThanSocket = requests.size();
    mutationLine.restart();
    actionLine.restart();
    requests
        .values()
        .forEach(request -> {
          request.isSent = false;
          request.isOlderThanSocket = true;
          line(request).unsent.add(request);
        });
    return lost;
  }

  /// The call of this number; null if it has ended, or been answered.
  @Nullable Call unanswered(long id) {
    var request = requests.get(id);
    return request == null || request.success != null ? null : request.call;
  }

  /// Takes an answer. Answers to what has ended are ignored, and so is a second answer.
  ///
  /// @param timestamp when a mutation committed; null if it did not, and for actions
  /// @return what has ended by it; null if nothing has
  @Nullable Ended answer(long id, FunctionOutcome outcome, @Nullable Timestamp timestamp) {
    var request = requests.get(id);
    if (request == null || request.success != null) {
      return null;
    }
    if (timestamp != null && outcome instanceof FunctionOutcome.Success success) {
      request.success = success;
      request.timestamp = timestamp;
      committed.add(request);
      return null;
    }
    remove(request);
    return new Ended(request, outcome);
  }

  /// Ends the mutations whose effects are visible at `timestamp`.
  List<Ended> cover(Timestamp timestamp) {
    var ended = new ArrayList<Ended>();
    for (var request : ending(committed, request -> request.isCovered(timestamp))) {
      if (request.success != null) {
        ended.add(new Ended(request, request.success));
      }
    }
    return ended;
  }

  /// Ends everything.
  List<Request> clear() {
    return ending(requests.values(), request -> true);
  }

  private List<Request> ending(Collection<Request> some, Predicate<Request> condition) {
    var ending = some.stream().filter(condition).toList();
    ending.forEach(this::remove);
    return ending;
  }

  private void remove(Request request) {
    requests.remove(request.id());
    committed.remove(request);
    line(request).remove(request);
    actions -= isAction(request) ? 1 : 0;
    olderThanSocket -= request.isOlderThanSocket ? 1 : 0;
  }

  /// Whether everything that waited when this socket was opened has ended.
  boolean isPastRestart() {
    return olderThanSocket == 0;
  }

  int mutations() {
    return requests.size() - actions;
  }

  int actions() {
    return actions;
  }

  private static boolean isAction(Request request) {
    return request.call.kind() == FunctionKind.ACTION;
  }
}

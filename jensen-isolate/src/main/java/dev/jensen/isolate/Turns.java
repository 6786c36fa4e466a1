package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import dev.jensen.wire.worker.ConsoleLine;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Reply;
import dev.jensen.wire.worker.Frame.Request;
import dev.jensen.wire.worker.Thrown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Enters JavaScript, lets it run to a standstill, and reads what it wants or how it ended.
final class Turns {

  /// A result above this cannot be a value of the largest size allowed, however it is encoded.
  private static final int RESULT_CHARACTERS_MAX = 48 << 20;

  private final Watchdog watchdog;

  Turns(Watchdog watchdog) {
    this.watchdog = watchdog;
  }

  /// The first turn of `call`.
  Turn begin(Realm realm, Call call) throws JavetException {
    return take(
        realm,
        () -> {
          realm.require(call.module());
          realm.harness().begin(call);
        });
  }

  /// The turn that `entry` causes.
  Turn take(Realm realm, Entry entry) throws JavetException {
    watchdog.enter(realm.runtime());
    List<String> texts = List.of();
    JavetException failure = null;
    try {
      entry.enter();
      texts = realm.harness().poll();
    } catch (JavetException e) {
      failure = e;
    } catch (ModuleThrewException e) {
      texts = List.of("T", e.thrown().message(), e.thrown().stack(), "", "", "0", "0");
    }
    Cause stopped = watchdog.leave();
    if (failure != null && stopped == null) {
      throw failure;
    }
    return new Turn(texts, stopped);
  }

  /// What the call asks for with a turn that [Turn#asks].
  static List<Request> requests(Turn turn) {
    List<String> texts = turn.texts();
    var requests = new ArrayList<Request>(texts.size() / 2);
    for (int i = 2; i < texts.size(); i += 2) {
      requests.add(new Request(texts.get(i), texts.get(i + 1)));
    }
    return requests;
  }

  /// Adds the fields that the harness reads of a reply.
  static void pack(Packing packing, Reply reply) {
    packing.add(reply.failed() ? "E" : "R").add(reply.text());
    packing.add(reply.data() == null ? "" : reply.data());
  }

  /// How the call ended with a turn that asks for nothing.
  Done end(Realm realm, Call call, Turn turn) {
    Cause stopped = turn.stopped();
    return stopped == null ? ended(call, turn.texts()) : stopped(realm, call, stopped);
  }

  /// The console lines after the first `known`.
  static List<ConsoleLine> linesAfter(Realm realm, int known) throws JavetException {
    List<ConsoleLine> all = lines(realm.harness().lines(), 1);
    return all.subList(Math.min(known, all.size()), all.size());
  }

  private Done stopped(Realm realm, Call call, Cause cause) {
    try {
      List<String> texts = realm.harness().lines();
      return done(call, new Ending.Stopped(cause), lines(texts, 1), texts.getFirst().equals("1"));
    } catch (JavetException _) {
      // A context that was stopped may be beyond telling what it logged.
      return done(call, new Ending.Stopped(cause), List.of(), false);
    }
  }

  private Done ended(Call call, List<String> texts) {
    String text = texts.get(1);
    var thrown = new Thrown(text, texts.get(2), texts.get(3).isEmpty() ? null : texts.get(4));
    Ending ending =
        switch (texts.getFirst()) {
          case "R" ->
              text.length() > RESULT_CHARACTERS_MAX
                  ? new Ending.TooLarge(text.length())
                  : new Ending.Returned(text);
          case "T" -> new Ending.Threw(thrown);
          case "I" -> new Ending.Invalid(text);
          case "M", "F" -> new Ending.Refused(text);
          case "P" -> new Ending.Refused("Returned promise will never resolve");
          default -> throw new IllegalStateException("unknown ending: " + texts.getFirst());
        };
    return done(call, ending, lines(texts, 6), texts.get(5).equals("1"));
  }

  Done done(Call call, Ending ending, List<ConsoleLine> lines, boolean observedTime) {
    boolean keepsContext = call.reusesContext() && !(ending instanceof Ending.Stopped);
    return new Done(ending, lines, observedTime, watchdog.usedNanos(), keepsContext);
  }

  private static List<ConsoleLine> lines(List<String> texts, int from) {
    int count = Integer.parseInt(texts.get(from));
    var lines = new ArrayList<ConsoleLine>(count);
    int at = from + 1;
    for (int i = 0; i < count; i++) {
      int messages = Integer.parseInt(texts.get(at + 3));
      lines.add(
          new ConsoleLine(
              texts.get(at),
              texts.subList(at + 4, at + 4 + messages),
              Long.parseLong(texts.get(at + 1)),
              texts.get(at + 2).equals("1")));
      at += 4 + messages;
    }
    return lines;
  }

  /// What came of entering JavaScript.
  ///
  /// @param texts what the harness told; empty when it was stopped
  record Turn(List<String> texts, @Nullable Cause stopped) {

    /// Whether the server has to answer something before the call can go on.
    boolean asks() {
      return stopped == null && texts.getFirst().equals("S");
    }

    /// Whether the call waits for what it has asked for before.
    boolean waits() {
      return stopped == null && texts.getFirst().equals("W");
    }

    /// How many console lines there were when it asked or began to wait.
    int lineCount() {
      return Integer.parseInt(texts.get(1));
    }
  }

  /// Something that makes JavaScript run.
  interface Entry {

    void enter() throws JavetException;
  }
}

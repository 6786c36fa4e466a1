package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import dev.jensen.isolate.Turns.Turn;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Frame.Answered;
import dev.jensen.wire.worker.Frame.Asked;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Finished;
import dev.jensen.wire.worker.Frame.Logged;
import dev.jensen.wire.worker.Frame.Start;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The actions that run in this process, each in an isolate of its own: whichever gets an answer
/// runs on until it waits again (`spec/function-runtime.md` §12.2).
///
/// Used by the V8 thread only.
final class ActionLoop {

  private final Server server;
  private final Watchdog watchdog;
  private final Turns turns;
  private final Map<Long, Running> all = new HashMap<>();

  ActionLoop(Server server, Watchdog watchdog) {
    this.server = server;
    this.watchdog = watchdog;
    this.turns = new Turns(watchdog);
  }

  /// An action between two turns.
  private static final class Running {

    private final long id;
    private final Call call;
    private final Program program;
    private final Realm realm;
    private final Allowance allowance;
    private int asked;
    private int linesTold;

    private Running(Start start, Program program) throws JavetException {
      this.id = start.id();
      this.call = start.call();
      this.program = program;
      this.realm = program.takeRealm();
      this.allowance = new Allowance(Duration.ofMillis(call.userMillis()));
    }
  }

  void start(Start start, Program program) throws JavetException {
    var action = new Running(start, program);
    all.put(action.id, action);
    watchdog.use(action.allowance);
    follow(action, turns.begin(action.realm, action.call));
  }

  void answered(Answered answered) throws JavetException {
    var action = all.get(answered.id());
    if (action == null) {
      // It has finished without waiting for this.
      return;
    }
    var packing = new Packing().add(Integer.toString(answered.number()));
    Turns.pack(packing, answered.reply());
    String reply = packing.packed();
    watchdog.use(action.allowance);
    follow(action, turns.take(action.realm, () -> action.realm.harness().answer(reply)));
  }

  void drop(long id) throws JavetException {
    var action = all.get(id);
    if (action != null) {
      finish(
          action, turns.done(action.call, new Ending.Stopped(Cause.ABANDONED), List.of(), false));
    }
  }

  private void follow(Running action, Turn first) throws JavetException {
    Turn turn = first;
    while (turn.asks()) {
      var requests = Turns.requests(turn);
      server.tell(new Asked(action.id, action.asked, requests));
      action.asked += requests.size();
      // More than one frame may carry.
      turn = turns.take(action.realm, () -> {});
    }
    if (turn.waits()) {
      tellLines(action, turn.lineCount());
    } else {
      finish(action, turns.end(action.realm, action.call, turn));
    }
  }

  /// Lets people read what an action has written so far.
  private void tellLines(Running action, int lines) throws JavetException {
    if (lines > action.linesTold) {
      var newer = Turns.linesAfter(action.realm, action.linesTold);
      server.tell(new Logged(action.id, newer));
      action.linesTold += newer.size();
    }
  }

  private void finish(Running action, Done done) throws JavetException {
    all.remove(action.id);
    server.tell(new Finished(action.id, done));
    action.program.giveBack(action.realm, done.ending() instanceof Ending.Stopped);
  }
}

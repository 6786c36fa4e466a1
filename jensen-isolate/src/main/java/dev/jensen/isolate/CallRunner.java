package dev.jensen.isolate;

import com.caoccao.javet.exceptions.JavetException;
import dev.jensen.isolate.Server.AbandonedException;
import dev.jensen.isolate.Turns.Turn;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Reply;
import java.time.Duration;
import java.util.List;

/// Runs one query or mutation: lets JavaScript run to a standstill, has the server answer what it
/// asked for, and again, until the call has ended (`spec/function-runtime.md` §12.1).
final class CallRunner {

  private final Server server;
  private final Watchdog watchdog;
  private final Turns turns;

  CallRunner(Server server, Watchdog watchdog) {
    this.server = server;
    this.watchdog = watchdog;
    this.turns = new Turns(watchdog);
  }

  Done run(Realm realm, Call call) throws JavetException {
    watchdog.use(new Allowance(Duration.ofMillis(call.userMillis())));
    return runNested(realm, call);
  }

  /// Runs a call that another one waits for, in what is left of that one's time.
  Done runNested(Realm realm, Call call) throws JavetException {
    Turn turn = turns.begin(realm, call);
    while (turn.asks()) {
      String replies;
      try {
        var batch = new Batch(Turns.requests(turn), turn.lineCount());
        replies = packed(server.ask(batch));
      } catch (AbandonedException _) {
        return turns.done(call, new Ending.Stopped(Cause.ABANDONED), List.of(), false);
      }
      turn = turns.take(realm, () -> realm.harness().resume(replies));
    }
    return turns.end(realm, call, turn);
  }

  private static String packed(List<Reply> replies) {
    var packing = new Packing();
    replies.forEach(reply -> Turns.pack(packing, reply));
    return packing.packed();
  }
}

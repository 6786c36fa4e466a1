package dev.jensen.wire.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message between the server and a worker process (`docs/formats/worker-frames.md`).
public sealed interface Frame {

  /// Worker, once, after connecting: it is up.
  ///
  /// @param pid its process id
  record Hello(long pid) implements Frame {}

  /// Server: evaluate every module of `bundle` outside `_deps/` and write a startup snapshot to
  /// `snapshotPath`. Answered by [Built].
  record Build(Bundle bundle, String snapshotPath, int userMillis) implements Frame {}

  /// Worker: the snapshot is written, or cannot be made.
  ///
  /// @param failure why not, or null
  record Built(@Nullable String failure) implements Frame {}

  /// Server, at most once: make `version` callable. Answered by [Ready].
  ///
  /// @param snapshotPath where its snapshot is, or null to evaluate `bundle` for each call
  /// @param bundle null when there is a snapshot
  record Load(String version, @Nullable String snapshotPath, @Nullable Bundle bundle)
      implements Frame {}

  /// Server: run one function. Answered by any number of [Batch], each answered by [Replies], then
  /// by [Done] and perhaps [Ready].
  ///
  /// Instead of [Replies] the server may send another call first: one that the function, through
  /// its batch, asked for. It runs in a context of its own, shares the time of the call around it,
  /// and ends with a [Done] that no [Ready] follows.
  ///
  /// @param type `query` or `mutation`
  /// @param seed of the deterministic random generator
  /// @param reusesContext whether the call may share its context with other such calls
  /// @param userMillis how long JavaScript may run, answers of the server not counted
  record Call(
      String version,
      String module,
      String export,
      String type,
      String arguments,
      long nowMillis,
      long seed,
      boolean reusesContext,
      int userMillis)
      implements Frame {}

  /// Worker: calls that the server must answer, in order.
  ///
  /// @param lines how many console lines there were before
  record Batch(List<Request> requests, int lines) implements Frame {

    public Batch {
      requests = List.copyOf(requests);
    }
  }

  /// One call of a function into the server.
  ///
  /// @param operation such as `1.0/insert`
  /// @param arguments JSON text
  record Request(String operation, String arguments) {}

  /// Server: the answers to the last [Batch], one each.
  record Replies(List<Reply> replies) implements Frame {

    public Replies {
      replies = List.copyOf(replies);
    }
  }

  /// The answer to one [Request].
  ///
  /// @param text JSON text, or the message if it failed
  /// @param data JSON text of a `ConvexError`'s data, or null
  record Reply(boolean failed, String text, @Nullable String data) {}

  /// Server, instead of [Replies]: stop the call.
  record Abandon() implements Frame {}

  /// Worker: the call is over.
  ///
  /// @param javascriptNanos how long JavaScript ran
  /// @param ready whether the next call finds a context prepared already; if not, [Ready] follows
  record Done(
      Ending ending,
      List<ConsoleLine> lines,
      boolean observedTime,
      long javascriptNanos,
      boolean ready)
      implements Frame {

    public Done {
      lines = List.copyOf(lines);
    }
  }

  /// Server: run an action beside the others that run already. Answered by any number of [Asked],
  /// then by [Finished].
  ///
  /// @param id names the action until it has finished
  record Start(long id, Call call) implements Frame {}

  /// Worker: calls of an action that the server must answer, in any order, each with [Answered].
  ///
  /// @param first the number of the first call; the others follow without gaps
  record Asked(long id, int first, List<Request> requests) implements Frame {

    public Asked {
      requests = List.copyOf(requests);
    }
  }

  /// Server: the answer to one call of an action.
  ///
  /// @param number of the call
  record Answered(long id, int number, Reply reply) implements Frame {}

  /// Worker: console lines that a running action has written since the last such frame.
  record Logged(long id, List<ConsoleLine> lines) implements Frame {

    public Logged {
      lines = List.copyOf(lines);
    }
  }

  /// Server: end an action before its time. Answered by [Finished], unless it has been already.
  record Drop(long id) implements Frame {}

  /// Worker: an action is over; what it asked for and got no answer to is of no interest any more.
  record Finished(long id, Done done) implements Frame {}

  /// Server: no action has come for a while; what is kept only for many at once may go.
  record Rest() implements Frame {}

  /// Worker, after [Load] and after a [Done] that was not ready: the next call will find a context
  /// prepared.
  ///
  /// @param restoreNanos how long that took
  record Ready(long restoreNanos) implements Frame {}

  /// Server: evaluate modules of `bundle`, each in a context of its own, and report what they
  /// export. Answered by one [Evaluated] per module, in order, up to the first [EvaluationFailed].
  record Evaluate(Bundle bundle, List<String> modules, Subject subject, int userMillis)
      implements Frame {

    public Evaluate {
      modules = List.copyOf(modules);
    }
  }

  /// What a module is evaluated for.
  enum Subject {
    /// Its functions, routes and crons.
    FUNCTIONS,
    /// The text of `schema.js`.
    SCHEMA,
    /// The text of `convex.config.js`.
    DEFINITION,
    /// The text of `auth.config.js`.
    AUTH_CONFIG
  }

  /// Worker: the module was evaluated.
  ///
  /// @param json what it exports, as the subject asks
  /// @param handlers where the handler of each reported function stands, in the same order
  record Evaluated(String json, List<Handler> handlers) implements Frame {

    public Evaluated {
      handlers = List.copyOf(handlers);
    }
  }

  /// A place in the bundled code.
  ///
  /// @param module its path, empty if unknown
  /// @param line from 0
  /// @param column from 0
  record Handler(String module, int line, int column) {}

  /// Worker: the module could not be evaluated.
  ///
  /// @param code names the kind of mistake
  /// @param detail more for some codes, such as the name of a variable
  record EvaluationFailed(String code, String detail, Thrown thrown) implements Frame {}
}

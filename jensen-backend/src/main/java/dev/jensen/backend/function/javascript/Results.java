package dev.jensen.backend.function.javascript;

import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Outcome.Refused;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Outcome.Stopped;
import dev.jensen.backend.function.Execution.Outcome.Threw;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.LogLine;
import dev.jensen.wire.worker.ConsoleLine;
import dev.jensen.wire.worker.Ending;
import dev.jensen.wire.worker.Frame.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What a worker tells of one invocation, as the rest of the server knows it.
record Results(PreparedCode prepared, Invocation invocation) {

  static final String OUT_OF_MEMORY =
      "JavaScript execution ran out of memory (maximum memory usage: 64 MB)";
  private static final String LOST = "Your request couldn't be completed. Try again later.";

  /// `spec/function-runtime.md` §15.
  static final Duration USER_TIME_MAX = Duration.ofSeconds(1);

  private static final Duration ACTION_TIME_MAX = Duration.ofMinutes(30);

  /// How long JavaScript may run.
  Duration userTimeMax() {
    return isAction() ? ACTION_TIME_MAX : USER_TIME_MAX;
  }

  /// Whether it runs outside of transactions.
  boolean isAction() {
    return switch (invocation.type()) {
      case QUERY, MUTATION -> false;
      case ACTION, HTTP_ACTION -> true;
    };
  }

  /// What the worker is asked for.
  Call call() {
    return new Call(
        invocation.code().version(),
        invocation.module(),
        invocation.export(),
        invocation.type().name().toLowerCase(Locale.ROOT),
        invocation.arguments(),
        invocation.now().toEpochMilli(),
        invocation.seed(),
        !isAction() && prepared.reusingModules().contains(invocation.module()),
        (int) userTimeMax().toMillis());
  }

  Outcome outcome(Ending ending) {
    return switch (ending) {
      case Ending.Returned(var json) -> new Returned(json);
      case Ending.Threw(var thrown) ->
          new Threw(prepared.stackTraces().describe(thrown), thrown.data());
      case Ending.Refused(var message) -> new Refused(message);
      case Ending.Invalid(var why) ->
          new Refused("Function %s return value invalid: %s".formatted(path(), why));
      case Ending.TooLarge(var bytes) ->
          new Refused(
              String.format(
                  Locale.ROOT,
                  "Function %s return value is too large (actual: %.1f MiB, limit: 16 MiB)",
                  path(),
                  bytes / (double) (1 << 20)));
      case Ending.Stopped(var cause) ->
          switch (cause) {
            case TIME -> timedOut();
            case MEMORY -> new Stopped(OUT_OF_MEMORY);
            case ABANDONED -> throw new IllegalStateException("abandoned without being asked");
          };
    };
  }

  /// The outcome when the worker is lost.
  Outcome lost(WorkerLostException e) {
    return switch (e.reason()) {
      case TIME -> timedOut();
      case MEMORY -> new Stopped(OUT_OF_MEMORY);
      case UNKNOWN -> new Stopped(LOST);
    };
  }

  Stopped timedOut() {
    return new Stopped(
        "Function execution timed out (maximum duration: %ds)"
            .formatted(userTimeMax().toSeconds()));
  }

  /// The path as clients write it.
  String path() {
    String module = invocation.module();
    String stripped = module.endsWith(".js") ? module.substring(0, module.length() - 3) : module;
    return invocation.export().equals("default") ? stripped : stripped + ":" + invocation.export();
  }

  static List<LogLine> logLines(List<ConsoleLine> lines) {
    return lines.stream()
        .map(line ->
            new LogLine(
                LogLine.Level.valueOf(line.level()),
                line.messages(),
                Instant.ofEpochMilli(line.timeMillis()),
                line.truncated()))
        .toList();
  }
}

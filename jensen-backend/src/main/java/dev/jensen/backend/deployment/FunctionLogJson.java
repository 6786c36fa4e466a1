package dev.jensen.backend.deployment;

import dev.jensen.backend.function.Completion;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Progress;
import dev.jensen.backend.identity.Identity;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The log as `stream_function_logs` sends it (`spec/deploy-api.md` §13).
final class FunctionLogJson {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private FunctionLogJson() {}

  /// @param structured whether log lines are objects; else they are texts like `[LOG] 'hi'`
  static ObjectNode write(FunctionLog.Page page, boolean structured) {
    var json = JSON.createObjectNode();
    var entries = json.putArray("entries");
    page.entries().forEach(entry -> write(entry, structured, entries.addObject()));
    return json.put("newCursor", page.cursor());
  }

  private static void write(FunctionLog.Entry entry, boolean structured, ObjectNode json) {
    switch (entry.event()) {
      case Completion completion -> {
        write(completion, entry.cursor(), json);
        // Those of actions came while they ran.
        var lines = isAction(completion) ? List.<LogLine>of() : completion.logLines();
        write(lines, structured, json.putArray("logLines"));
      }
      case Progress progress -> {
        write(progress, json);
        write(progress.logLines(), structured, json.putArray("logLines"));
      }
    }
  }

  private static boolean isAction(Completion completion) {
    return switch (completion.type()) {
      case QUERY, MUTATION -> false;
      case ACTION, HTTP_ACTION -> true;
    };
  }

  private static void write(Progress progress, ObjectNode json) {
    json.put("kind", "Progress")
        .put("udfType", progress.type().display())
        .putNull("componentPath")
        .put("identifier", progress.path())
        .put("timestamp", progress.started().toEpochMilli() / MILLIS_PER_SECOND)
        .put("requestId", progress.requestId())
        .put("executionId", progress.requestId());
  }

  private static void write(Completion completion, double cursor, ObjectNode json) {
    json.put("kind", "Completion")
        .put("udfType", completion.type().display())
        .putNull("componentPath")
        .put("identifier", completion.path())
        .put("timestamp", cursor / MILLIS_PER_SECOND)
        .put("cachedResult", completion.cached())
        .put("executionTime", seconds(completion.total()))
        .put("userExecutionTime", seconds(completion.javascript()))
        .put("error", completion.error())
        .put("requestId", completion.requestId())
        .put("executionId", completion.requestId())
        .putNull("parentExecutionId")
        .put("caller", completion.caller().display())
        .put("identityType", identityType(completion.identity()))
        .put("environment", completion.isInNode() ? "node" : "isolate")
        .put("returnBytes", completion.returnBytes())
        .putNull("occInfo")
        .put("willRetry", false)
        .put("executionTimestamp", started(cursor, completion));
    json.putObject("usageStats");
    if (completion.httpStatus() == null) {
      json.putNull("success");
    } else {
      json.putObject("success").put("status", completion.httpStatus().toString());
    }
  }

  private static void write(List<LogLine> logged, boolean structured, ArrayNode lines) {
    for (var line : logged) {
      if (structured) {
        write(line, lines.addObject());
      } else {
        lines.add(line.toString());
      }
    }
  }

  private static void write(LogLine line, ObjectNode json) {
    var messages = json.putArray("messages");
    line.messages().forEach(messages::add);
    json.put("level", line.level().name())
        .put("timestamp", line.time().toEpochMilli())
        .put("isTruncated", line.truncated());
    if (line.function() != null) {
      json.putNull("componentPath").put("udfPath", line.function());
    }
  }

  private static double started(double cursor, Completion completion) {
    return cursor / MILLIS_PER_SECOND - seconds(completion.total());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }

  private static String identityType(Identity identity) {
    return switch (identity) {
      case Identity.Admin _ -> "instance_admin";
      case Identity.User(_, var byAdmin) -> byAdmin ? "member_acting_user" : "user";
      case Identity.Service _ -> "service";
      case Identity.Unknown _ -> "unknown";
    };
  }
}

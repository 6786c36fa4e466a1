package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.FunctionType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns what `crons.js` exports into stored form and checks it (`spec/deploy-api.md` §7.3).
final class CronSpecs {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> DAYS =
      List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
  private static final int CRON_FIELDS = 5;

  private CronSpecs() {}

  /// The specs of all cron jobs by identifier; empty without a `crons.js`.
  static SequencedMap<String, ObjectNode> of(List<AnalyzedModule> modules) {
    var specs = new TreeMap<String, ObjectNode>();
    for (var module : modules) {
      var crons = module.crons();
      if (crons != null) {
        JSON.readTree(crons)
            .properties()
            .forEach(job -> specs.put(job.getKey(), spec(job.getKey(), job.getValue(), modules)));
      }
    }
    return specs;
  }

  private static ObjectNode spec(String identifier, JsonNode job, List<AnalyzedModule> modules) {
    var name = job.path("name").asString("");
    int colon = name.indexOf(':');
    var module = ModulePath.canonical(colon < 0 ? name : name.substring(0, colon));
    var export = colon < 0 ? "default" : name.substring(colon + 1);
    checkTarget(identifier, name, find(modules, module, export));
    var spec = JSON.createObjectNode().put("udfPath", "%s:%s".formatted(module, export));
    spec.set("udfArgs", bytes(job.path("args")));
    spec.set("cronSchedule", schedule(identifier, job.path("schedule")));
    return spec;
  }

  private static @Nullable AnalyzedFunction find(
      List<AnalyzedModule> modules, String module, String export) {
    return modules.stream()
        .filter(candidate -> candidate.path().equals(module))
        .flatMap(candidate -> candidate.functions().stream())
        .filter(function -> function.name().equals(export))
        .findFirst()
        .orElse(null);
  }

  private static void checkTarget(
      String identifier, String name, @Nullable AnalyzedFunction target) {
    if (target == null) {
      throw DeploymentException.mistake(
          "InvalidCron",
          "The cron job '%s' schedules a function that does not exist: %s"
              .formatted(identifier, name));
    }
    if (target.type() == FunctionType.QUERY) {
      throw DeploymentException.mistake(
          "InvalidCron",
          "The cron job '%s' schedules a query function, only actions and mutations can be scheduled: %s"
              .formatted(identifier, name));
    }
  }

  private static ArrayNode bytes(JsonNode arguments) {
    var bytes = JSON.createArrayNode();
    for (byte b : JSON.writeValueAsString(arguments).getBytes(StandardCharsets.UTF_8)) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }

  private static ObjectNode schedule(String identifier, JsonNode schedule) {
    var type = schedule.path("type").asString("");
    var stored = JSON.createObjectNode().put("type", type);
    switch (type) {
      case "interval" -> stored.put("seconds", seconds(identifier, schedule));
      case "hourly" -> putMinute(identifier, schedule, stored);
      case "daily" -> putTime(identifier, schedule, stored);
      case "weekly" -> {
        int day = DAYS.indexOf(schedule.path("dayOfWeek").asString(""));
        stored.put("dayOfWeek", inRange(identifier, "dayOfWeek", day, 0, DAYS.size() - 1));
        putTime(identifier, schedule, stored);
      }
      case "monthly" -> {
        stored.put("day", inRange(identifier, "day", schedule.path("day").asInt(-1), 1, 31));
        putTime(identifier, schedule, stored);
      }
      case "cron" -> stored.put("cronExpr", expression(identifier, schedule));
      default -> throw invalid(identifier, "has an unknown schedule: %s".formatted(schedule));
    }
    return stored;
  }

  private static long seconds(String identifier, JsonNode schedule) {
    long seconds =
        schedule.path("seconds").asLong(0)
            + 60 * schedule.path("minutes").asLong(0)
            + 3600 * schedule.path("hours").asLong(0);
    if (seconds <= 0) {
      throw invalid(identifier, "needs an interval greater than 0");
    }
    return seconds;
  }

  private static void putTime(String identifier, JsonNode schedule, ObjectNode stored) {
    int hour = schedule.path("hourUTC").asInt(-1);
    stored.put("hourUTC", inRange(identifier, "hourUTC", hour, 0, 23));
    putMinute(identifier, schedule, stored);
  }

  private static void putMinute(String identifier, JsonNode schedule, ObjectNode stored) {
    if (schedule.hasNonNull("minuteUTC")) {
      int minute = schedule.path("minuteUTC").asInt(-1);
      stored.put("minuteUTC", inRange(identifier, "minuteUTC", minute, 0, 59));
    }
  }

  private static String expression(String identifier, JsonNode schedule) {
    var expression = schedule.path("cron").asString("").strip();
    if (expression.split("\\s+").length != CRON_FIELDS) {
      throw invalid(
          identifier,
          "needs a cron expression of five fields, but has \"%s\"".formatted(expression));
    }
    return expression;
  }

  private static int inRange(String identifier, String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw invalid(identifier, "must have %s in %d-%d".formatted(field, min, max));
    }
    return value;
  }

  private static DeploymentException invalid(String identifier, String why) {
    return DeploymentException.mistake(
        "InvalidCron", "The cron job '%s' %s".formatted(identifier, why));
  }
}

package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.CronSchedule;
import dev.jensen.backend.model.FunctionType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

  /// The same as JSON text, which is how they are stored and compared.
  static Map<String, String> texts(List<AnalyzedModule> modules) {
    var texts = new TreeMap<String, String>();
    of(modules).forEach((identifier, spec) -> texts.put(identifier, JSON.writeValueAsString(spec)));
    return texts;
  }

  private static ObjectNode spec(String identifier, JsonNode job, List<AnalyzedModule> modules) {
    var name = job.path("name").asString("");
    int colon = name.indexOf(':');
    var module = ModulePath.canonical(colon < 0 ? name : name.substring(0, colon));
    var export = colon < 0 ? "default" : name.substring(colon + 1);
    checkTarget(identifier, name, find(modules, module, export));
    var spec = JSON.createObjectNode().put("udfPath", "%s:%s".formatted(module, export));
    spec.set("udfArgs", bytes(identifier, job.path("args")));
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

  private static ArrayNode bytes(String identifier, JsonNode arguments) {
    byte[] text = JSON.writeValueAsString(arguments).getBytes(StandardCharsets.UTF_8);
    if (text.length > Limits.CRON_ARGUMENT_BYTES_MAX) {
      throw invalid(
          identifier,
          "its arguments are too large (%d bytes, at most %d)"
              .formatted(text.length, Limits.CRON_ARGUMENT_BYTES_MAX));
    }
    var bytes = JSON.createArrayNode();
    for (byte b : text) {
      bytes.add(Byte.toUnsignedInt(b));
    }
    return bytes;
  }

  private static ObjectNode schedule(String identifier, JsonNode schedule) {
    try {
      var stored = stored(schedule);
      var _ = CronSchedule.parse(stored, identifier);
      return stored;
    } catch (IllegalArgumentException e) {
      throw invalid(identifier, String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode stored(JsonNode schedule) {
    var type = schedule.path("type").asString("");
    var stored = JSON.createObjectNode().put("type", type);
    switch (type) {
      case "interval" -> stored.put("seconds", seconds(schedule));
      case "hourly" -> putMinute(schedule, stored);
      case "daily" -> putTime(schedule, stored);
      case "weekly" -> {
        int day = DAYS.indexOf(schedule.path("dayOfWeek").asString(""));
        stored.put("dayOfWeek", inRange(schedule, "dayOfWeek", day, 0, DAYS.size() - 1));
        putTime(schedule, stored);
      }
      case "monthly" -> {
        stored.put("day", inRange(schedule, "day", schedule.path("day").asInt(-1), 1, 31));
        putTime(schedule, stored);
      }
      case "cron" -> stored.put("cronExpr", schedule.path("cron").asString("").strip());
      default -> throw new IllegalArgumentException("unknown schedule %s".formatted(schedule));
    }
    return stored;
  }

  private static long seconds(JsonNode schedule) {
    return schedule.path("seconds").asLong(0)
        + 60 * schedule.path("minutes").asLong(0)
        + 3600 * schedule.path("hours").asLong(0);
  }

  private static void putTime(JsonNode schedule, ObjectNode stored) {
    int hour = schedule.path("hourUTC").asInt(-1);
    stored.put("hourUTC", inRange(schedule, "hourUTC", hour, 0, 23));
    putMinute(schedule, stored);
  }

  private static void putMinute(JsonNode schedule, ObjectNode stored) {
    if (schedule.hasNonNull("minuteUTC")) {
      int minute = schedule.path("minuteUTC").asInt(-1);
      stored.put("minuteUTC", inRange(schedule, "minuteUTC", minute, 0, 59));
    }
  }

  private static int inRange(JsonNode schedule, String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be %d-%d in %s".formatted(field, min, max, schedule));
    }
    return value;
  }

  private static DeploymentException invalid(String identifier, String why) {
    return DeploymentException.mistake(
        "InvalidCron", "The cron job '%s' is not valid: %s".formatted(identifier, why));
  }
}

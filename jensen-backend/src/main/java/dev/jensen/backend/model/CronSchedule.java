package dev.jensen.backend.model;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.CRC32;
import tools.jackson.databind.JsonNode;

/// When a cron job runs (`spec/values-and-data.md` §13).
public sealed interface CronSchedule {

  /// Every so often, beginning at once.
  record Interval(Duration period) implements CronSchedule {

    public Interval {
      if (!period.isPositive()) {
        throw new IllegalArgumentException("an interval must be greater than 0");
      }
    }

    @Override
    public Instant first(Instant now) {
      return now;
    }

    /// Keeps the rhythm of the runs before, but leaves out those that are over.
    @Override
    public Instant next(Instant last, Instant now) {
      long missed = last.isBefore(now) ? Duration.between(last, now).dividedBy(period) : 0;
      return last.plus(period.multipliedBy(missed + 1));
    }
  }

  /// When a calendar says so.
  ///
  /// @param expression five fields, in UTC
  /// @param offset how much later than the expression says
  record Calendar(CronExpression expression, Duration offset) implements CronSchedule {

    @Override
    public Instant first(Instant now) {
      return expression.after(now.minus(offset)).plus(offset);
    }

    @Override
    public Instant next(Instant last, Instant now) {
      return first(last.isAfter(now) ? last : now);
    }
  }

  /// When a job runs that is new at `now`.
  Instant first(Instant now);

  /// When a job runs again that was to run at `last`: later than both.
  Instant next(Instant last, Instant now);

  /// Reads the form in which schedules are stored (`spec/deploy-api.md` §7.3).
  ///
  /// Jobs that name an hour but no minute each run at a minute of their own, so that not all run at
  /// once; those that name a minute, at a second of their own.
  ///
  /// @param identifier of the job, which decides about that
  /// @throws IllegalArgumentException if it never comes; the message says why
  static CronSchedule parse(JsonNode stored, String identifier) {
    return switch (stored.path("type").asString("")) {
      case "interval" -> new Interval(Duration.ofSeconds(stored.path("seconds").asLong()));
      case "hourly" -> calendar(stored, identifier, "* * * *");
      case "daily" -> calendar(stored, identifier, "%s * * *".formatted(stored.path("hourUTC")));
      case "weekly" ->
          calendar(
              stored,
              identifier,
              "%s * * %d".formatted(stored.path("hourUTC"), 1 + stored.path("dayOfWeek").asInt()));
      case "monthly" ->
          calendar(
              stored,
              identifier,
              "%s %s * *".formatted(stored.path("hourUTC"), stored.path("day")));
      case "cron" ->
          new Calendar(CronExpression.parse(stored.path("cronExpr").asString("")), Duration.ZERO);
      default -> throw new IllegalArgumentException("unknown schedule %s".formatted(stored));
    };
  }

  private static Calendar calendar(JsonNode stored, String identifier, String afterMinute) {
    var hash = new CRC32();
    hash.update(identifier.getBytes(StandardCharsets.UTF_8));
    boolean hasMinute = stored.hasNonNull("minuteUTC");
    var spread = hasMinute ? Duration.ofMinutes(1) : Duration.ofHours(1);
    var offset = Duration.ofSeconds(hash.getValue() % spread.toSeconds());
    int minute = hasMinute ? stored.path("minuteUTC").asInt() : 0;
    return new Calendar(CronExpression.parse("%d %s".formatted(minute, afterMinute)), offset);
  }
}

package dev.jensen.backend.model;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Minute, hour, day of month, month and day of week, in UTC (`spec/values-and-data.md` §13).
///
/// Days of the week are counted from 1, which is Sunday. If both days are restricted, either of
/// them is enough. Beside the usual fields there are `L`, `LW` and `15W` as day of the month, `6L`
/// and `2#1` as day of the week.
public final class CronExpression {

  private static final CronDefinition DEFINITION =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withValidRange(0, 59)
          .withStrictRange()
          .and()
          .withHours()
          .withValidRange(0, 23)
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .supportsL()
          .supportsW()
          .supportsLW()
          .withStrictRange()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(1, 7)
          .withMondayDoWValue(2)
          .supportsHash()
          .supportsL()
          .withStrictRange()
          .and()
          .instance();

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final int FIELDS = 5;
  private static final int DAY_OF_MONTH = 2;

  /// February without a 29th day comes at most eight years in a row.
  private static final int MONTHS_LEFT_OUT_MAX = 12 * 9;

  /// A time like any other, to see whether there is one after it.
  private static final Instant SOME_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private final String text;
  private final ExecutionTime times;

  private CronExpression(String text, ExecutionTime times) {
    this.text = text;
    this.times = times;
  }

  /// Reads an expression.
  ///
  /// @throws IllegalArgumentException if it is none, or never matches; the message says why
  public static CronExpression parse(String text) {
    var fields = SPACE.split(text.strip(), -1);
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException("The cron spec %s must have five fields".formatted(text));
    }
    // The library reads a list with these, but leaves them out.
    if (fields[DAY_OF_MONTH].contains(",") && fields[DAY_OF_MONTH].matches(".*[LlWw].*")) {
      throw new IllegalArgumentException(
          "The cron spec %s must not have L or W in a list of days".formatted(text));
    }
    var expression = new CronExpression(text, times(text));
    if (expression.find(SOME_TIME) == null) {
      throw new IllegalArgumentException(
          "The cron spec %s will never match any time".formatted(text));
    }
    return expression;
  }

  private static ExecutionTime times(String text) {
    try {
      return ExecutionTime.forCron(new CronParser(DEFINITION).parse(text).validate());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The cron spec %s is not valid: %s".formatted(text, e.getMessage()), e);
    }
  }

  /// The first match after `time`.
  Instant after(Instant time) {
    var found = find(time);
    if (found == null) {
      throw new IllegalStateException("%s does not match after %s".formatted(text, time));
    }
    return found;
  }

  private @Nullable Instant find(Instant time) {
    var from = time.atZone(ZoneOffset.UTC);
    for (int i = 0; i < MONTHS_LEFT_OUT_MAX; i++) {
      try {
        return times.nextExecution(from).map(ZonedDateTime::toInstant).orElse(null);
      } catch (DateTimeException noSuchDay) {
        // `31W` in a month that has no such day: the library expects one in every month.
        from = from.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronExpression that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// The text that was read.
  @Override
  public String toString() {
    return text;
  }
}

package dev.jensen.backend.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// When cron jobs run (`spec/values-and-data.md` §13).
class CronScheduleTest {

  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "15 7 * * *     | 2026-01-01T07:15 2026-01-02T07:15",
        "*/20 * * * *   | 2026-01-01T00:20 2026-01-01T00:40 2026-01-01T01:00",
        "5/25 1-2 * * * | 2026-01-01T01:05 2026-01-01T01:30 2026-01-01T01:55 2026-01-01T02:05",
        "0 0 * * 1      | 2026-01-04T00:00 2026-01-11T00:00",
        "0 0 * * 7      | 2026-01-03T00:00",
        "0 0 * * mon-FRI | 2026-01-02T00:00 2026-01-05T00:00",
        "0 0 1 feb,APR * | 2026-02-01T00:00 2026-04-01T00:00 2027-02-01T00:00",
        "0 0 31 * *     | 2026-01-31T00:00 2026-03-31T00:00",
        "0 0 29 2 *     | 2028-02-29T00:00",
        "0 0 L * *      | 2026-01-31T00:00 2026-02-28T00:00",
        "0 0 LW * *     | 2026-01-30T00:00 2026-02-27T00:00",
        "0 0 15W * *    | 2026-01-15T00:00 2026-02-16T00:00",
        "0 0 31W * *    | 2026-01-30T00:00 2026-03-31T00:00",
        "0 0 * * 6L     | 2026-01-30T00:00 2026-02-27T00:00",
        "0 0 * * 2#1    | 2026-01-05T00:00 2026-02-02T00:00",
        "0 0 13 * FRI   | 2026-01-02T00:00 2026-01-09T00:00 2026-01-13T00:00 2026-01-16T00:00"
      })
  void anExpressionMatchesWhatItSays(String expression, String expected) {
    var parsed = CronExpression.parse(expression);
    var time = NEW_YEAR;

    for (var next : expected.split(" ", -1)) {
      time = parsed.after(time);
      assertThat(time).isEqualTo(Instant.parse("%s:00Z".formatted(next)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 0",
        "* * * * 8",
        "a * * * *",
        "30-10 * * * *",
        "@daily",
        "",
        "*/0 * * * *",
        "* * 1,15W * *",
        "* * ? * *"
      })
  void whatIsNoExpressionIsRefused(String expression) {
    assertThatThrownBy(() -> CronExpression.parse(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The cron spec %s ".formatted(expression));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31W 2 *"})
  void whatNeverMatchesIsRefused(String expression) {
    assertThatThrownBy(() -> CronExpression.parse(expression))
        .hasMessage("The cron spec %s will never match any time".formatted(expression));
  }

  @Test
  void randomExpressionsMatchWhenAPlainReadingOfThemDoes() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new SplittableRandom(seed);
      var expected = RandomExpression.of(random);
      var parsed = CronExpression.parse(expected.text());
      var time =
          NEW_YEAR.plus(random.nextLong(4 * 365 * 24 * 60), ChronoUnit.MINUTES).plusSeconds(17);

      assertThat(parsed.after(time))
          .as("seed %d: %s after %s", seed, expected.text(), time)
          .isEqualTo(expected.after(time));
    }
  }

  @Test
  void anIntervalBeginsAtOnceAndKeepsItsRhythm() {
    var schedule = schedule("{\"type\":\"interval\",\"seconds\":30}", "any");
    var first = schedule.first(NEW_YEAR);

    assertThat(first).isEqualTo(NEW_YEAR);
    assertThat(schedule.next(first, first.plusSeconds(2))).isEqualTo(NEW_YEAR.plusSeconds(30));
    assertThat(schedule.next(first, first.plusSeconds(30))).isEqualTo(NEW_YEAR.plusSeconds(60));
    assertThat(schedule.next(first, first.plusSeconds(100))).isEqualTo(NEW_YEAR.plusSeconds(120));
    assertThat(schedule.next(first, first.minusSeconds(5))).isEqualTo(NEW_YEAR.plusSeconds(30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"hourly\",\"minuteUTC\":5} | 2026-01-01T00:05 | 2026-01-01T01:05",
        "{\"type\":\"daily\",\"hourUTC\":9,\"minuteUTC\":0} | 2026-01-01T09:00 | 2026-01-02T09:00",
        "{\"type\":\"weekly\",\"dayOfWeek\":0,\"hourUTC\":9,\"minuteUTC\":30}"
            + " | 2026-01-04T09:30 | 2026-01-11T09:30",
        "{\"type\":\"weekly\",\"dayOfWeek\":6,\"hourUTC\":9,\"minuteUTC\":30}"
            + " | 2026-01-03T09:30 | 2026-01-10T09:30",
        "{\"type\":\"monthly\",\"day\":31,\"hourUTC\":0,\"minuteUTC\":0}"
            + " | 2026-01-31T00:00 | 2026-03-31T00:00"
      })
  void aGivenMinuteIsKeptToTheMinute(String json, String first, String second) {
    for (int i = 0; i < 20; i++) {
      var schedule = schedule(json, "job %d".formatted(i));
      var one = schedule.first(NEW_YEAR.minusSeconds(1));
      var two = schedule.next(one, one.plusSeconds(5));

      assertThat(Duration.between(Instant.parse("%s:00Z".formatted(first)), one))
          .isBetween(Duration.ZERO, Duration.ofSeconds(59));
      assertThat(Duration.between(Instant.parse("%s:00Z".formatted(second)), two))
          .isEqualTo(Duration.between(Instant.parse("%s:00Z".formatted(first)), one));
    }
  }

  @Test
  void jobsWithoutAMinuteAreSpreadOverTheHourAndStayWhereTheyAre() {
    var starts = new ArrayList<Instant>();
    for (int i = 0; i < 50; i++) {
      var schedule = schedule("{\"type\":\"daily\",\"hourUTC\":9}", "job %d".formatted(i));
      var start = schedule.first(NEW_YEAR);
      assertThat(start.atZone(ZoneOffset.UTC).getHour()).isEqualTo(9);
      assertThat(schedule.next(start, start)).isEqualTo(start.plus(Duration.ofDays(1)));
      starts.add(start.truncatedTo(ChronoUnit.MINUTES));
    }

    assertThat(starts.stream().distinct().count()).isGreaterThan(20);
  }

  @Test
  void everyNextRunIsLaterThanTheOneBeforeAndThanNow() {
    var schedules =
        List.of(
            "{\"type\":\"interval\",\"seconds\":7}",
            "{\"type\":\"hourly\"}",
            "{\"type\":\"monthly\",\"day\":30,\"hourUTC\":23}",
            "{\"type\":\"cron\",\"cronExpr\":\"*/3 5 * * 2-4\"}");
    var random = new SplittableRandom(1);
    for (int i = 0; i < 400; i++) {
      var schedule = schedule(schedules.get(i % schedules.size()), "job %d".formatted(i));
      var last = schedule.first(NEW_YEAR.plusSeconds(random.nextLong(100_000_000)));
      var now = last.plusMillis(random.nextLong(-100_000, 10_000_000));

      var next = schedule.next(last, now);

      assertThat(next).isAfter(last).isAfter(now);
    }
  }

  private static CronSchedule schedule(String json, String identifier) {
    return CronSchedule.parse(JsonMapper.shared().readTree(json), identifier);
  }

  /// An expression of plain lists, ranges and steps, and what it means.
  private record RandomExpression(String text, List<Predicate<ZonedDateTime>> fields) {

    private static final int MINUTES_MAX = 9 * 366 * 24 * 60;

    static RandomExpression of(RandomGenerator random) {
      var minute = Field.of(random, 0, 59);
      var hour = Field.of(random, 0, 23);
      var day = Field.of(random, 1, 28);
      var month = Field.of(random, 1, 12);
      var weekday = Field.of(random, 1, 7);
      Predicate<ZonedDateTime> onDay = time -> day.values().contains(time.getDayOfMonth());
      Predicate<ZonedDateTime> onWeekday =
          time -> weekday.values().contains(time.getDayOfWeek().getValue() % 7 + 1);
      boolean isBothRestricted = !day.isAny() && !weekday.isAny();
      return new RandomExpression(
          "%s %s %s %s %s"
              .formatted(minute.text(), hour.text(), day.text(), month.text(), weekday.text()),
          List.of(
              time -> month.values().contains(time.getMonthValue()),
              isBothRestricted ? onDay.or(onWeekday) : (day.isAny() ? onWeekday : onDay),
              time -> hour.values().contains(time.getHour()),
              time -> minute.values().contains(time.getMinute())));
    }

    /// Walks from minute to minute.
    Instant after(Instant instant) {
      var time = instant.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
      for (int i = 0; i < MINUTES_MAX; i++) {
        time = time.plusMinutes(1);
        var now = time;
        if (fields.stream().allMatch(field -> field.test(now))) {
          return time.toInstant();
        }
      }
      throw new AssertionError("never: %s".formatted(text));
    }
  }

  private record Field(String text, List<Integer> values, boolean isAny) {

    static Field of(RandomGenerator random, int min, int max) {
      int a = random.nextInt(min, max + 1);
      int b = random.nextInt(a, max + 1);
      int step = random.nextInt(1, 6);
      return switch (random.nextInt(5)) {
        case 0, 1 -> new Field("*", range(min, max, 1), true);
        case 2 -> new Field("%d,%d".formatted(a, b), List.of(a, b), false);
        case 3 -> new Field("%d-%d".formatted(a, b), range(a, b, 1), false);
        default -> new Field("%d-%d/%d".formatted(a, b, step), range(a, b, step), false);
      };
    }

    private static List<Integer> range(int from, int to, int step) {
      var values = new ArrayList<Integer>();
      for (int i = from; i <= to; i += step) {
        values.add(i);
      }
      return values;
    }
  }
}

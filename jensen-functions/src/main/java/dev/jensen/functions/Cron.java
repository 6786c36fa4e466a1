package dev.jensen.functions;

import java.time.Duration;
import java.util.Map;

/// A mutation or action that runs again and again.
///
/// @param name tells it apart from others; keeps its place when the rest changes
/// @param schedule when
/// @param path such as `tasks:cleanUp`
/// @param arguments a record or a map
public record Cron(String name, Schedule schedule, String path, Object arguments) {

  /// When a job runs.
  public sealed interface Schedule {

    /// Every so often, in whole seconds.
    record Every(Duration interval) implements Schedule {

      /// Takes at least one second.
      public Every {
        if (interval.toSeconds() < 1 || interval.toNanosPart() != 0) {
          throw new IllegalArgumentException("an interval of whole seconds, not " + interval);
        }
      }
    }

    /// By a cron expression of five fields, in UTC.
    record At(String expression) implements Schedule {}
  }

  /// A job that runs every `interval`.
  public static Cron every(Duration interval, String name, String path) {
    return new Cron(name, new Schedule.Every(interval), path, Map.of());
  }

  /// A job that runs when the cron expression says, in UTC.
  public static Cron at(String expression, String name, String path) {
    return new Cron(name, new Schedule.At(expression), path, Map.of());
  }
}

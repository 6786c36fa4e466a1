package dev.jensen.backend.system;

import dev.jensen.backend.function.SystemQueries.InvalidArgumentException;
import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of system queries.
final class Arguments {

  private Arguments() {}

  static String text(Value.Obj argument, String name) {
    if (argument.get(name) instanceof Value.Text(var text)) {
      return text;
    }
    throw invalid(name, "a string");
  }

  static @Nullable String optionalText(Value.Obj argument, String name) {
    return switch (argument.get(name)) {
      case null -> null;
      case Value.Null _ -> null;
      case Value.Text(var text) -> text;
      case Value _ -> throw invalid(name, "a string or null");
    };
  }

  static int number(Value.Obj argument, String name) {
    if (argument.get(name) instanceof Value.Float64(var number)
        && number == Math.rint(number)
        && Math.abs(number) < Integer.MAX_VALUE) {
      return (int) number;
    }
    throw invalid(name, "an integer");
  }

  static Value.Obj object(Value.Obj argument, String name) {
    if (argument.get(name) instanceof Value.Obj object) {
      return object;
    }
    throw invalid(name, "an object");
  }

  private static InvalidArgumentException invalid(String name, String wanted) {
    return new InvalidArgumentException("The argument `%s` must be %s.".formatted(name, wanted));
  }
}

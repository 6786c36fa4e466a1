package dev.jensen.backend.function.java;

import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.functions.ConvexError;
import dev.jensen.value.JsonFormat;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What callers learn of what went wrong, in the form of JavaScript's errors: `Uncaught`, what was
/// thrown, and where.
final class JavaErrors {

  private static final int FRAMES_MAX = 32;

  /// Who calls functions.
  private static final Set<String> CALLERS =
      Set.of(
          Handler.class.getName(),
          HttpHandler.class.getName(),
          HttpAnswer.class.getName(),
          JavaRuntime.class.getName());

  private JavaErrors() {}

  static Outcome.Threw threw(Throwable thrown) {
    try {
      return described(thrown);
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      // Messages and stacks come from methods, which may be anybody's.
      return new Outcome.Threw(
          "Uncaught %s (describing it failed with %s)\n".formatted(name(thrown), name(e)), null);
    }
  }

  private static Outcome.Threw described(Throwable thrown) {
    var frames = framesOfFunction(thrown.getStackTrace());
    return new Outcome.Threw(
        "Uncaught %s\n%s".formatted(named(thrown), shown(frames)),
        thrown instanceof ConvexError error ? JsonFormat.ENCODED.write(error.data()) : null);
  }

  private static String named(Throwable thrown) {
    var message = thrown.getMessage();
    return message == null ? name(thrown) : "%s: %s".formatted(name(thrown), message);
  }

  private static String name(Throwable thrown) {
    Class<?> type = thrown.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName();
  }

  /// What callers learn of a function that was stopped.
  ///
  /// @param stack where it was then
  /// @param isTransaction whether it is a query or a mutation
  static Outcome.Stopped timedOut(
      StackTraceElement[] stack, Duration timeMax, boolean isTransaction) {
    var frames = framesOfFunction(stack);
    var sentences = new ArrayList<String>();
    sentences.add(
        "Function execution timed out (maximum duration: %ds)".formatted(timeMax.toSeconds()));
    if (!frames.isEmpty()) {
      sentences.add("It was at %s".formatted(whereabouts(frames)));
    }
    if (isTransaction) {
      sentences.add(
          "Queries and mutations must be short and wait for nothing; call other services from an"
              + " action");
    }
    return new Outcome.Stopped("%s\n%s".formatted(String.join(". ", sentences), shown(frames)));
  }

  /// The place in the author's own code, and what that called there.
  private static String whereabouts(List<StackTraceElement> frames) {
    int own = 0;
    while (!isBeside(frames.getLast(), frames.get(own))) {
      own++;
    }
    var place = shown(frames.get(own));
    if (own == 0) {
      return place;
    }
    var called = frames.get(own - 1);
    return "%s, in a call of %s.%s".formatted(place, called.getClassName(), called.getMethodName());
  }

  /// Whether the code of a frame is in the package of the function or in one inside of that: other
  /// packages may be libraries.
  private static boolean isBeside(StackTraceElement function, StackTraceElement frame) {
    return packagePrefix(frame).startsWith(packagePrefix(function));
  }

  private static String packagePrefix(StackTraceElement frame) {
    var name = frame.getClassName();
    return "%s.".formatted(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
  }

  /// The frames of a stack above those by which the server called the function, without those that
  /// found the stack's end.
  private static List<StackTraceElement> framesOfFunction(StackTraceElement[] stack) {
    int start = 0;
    while (start < stack.length && isOfReserve(stack[start])) {
      start++;
    }
    int end = start;
    while (end < stack.length && !isOfServer(stack[end])) {
      end++;
    }
    while (end > start && isOfReflection(stack[end - 1])) {
      end--;
    }
    return List.of(stack).subList(start, end);
  }

  private static boolean isOfReserve(StackTraceElement frame) {
    return frame.getClassName().equals(StackReserve.class.getName());
  }

  private static boolean isOfServer(StackTraceElement frame) {
    return CALLERS.contains(frame.getClassName());
  }

  private static boolean isOfReflection(StackTraceElement frame) {
    return frame.getClassName().startsWith("jdk.internal.reflect.")
        || frame.getClassName().equals(Method.class.getName());
  }

  private static String shown(List<StackTraceElement> frames) {
    return frames.stream()
        .limit(FRAMES_MAX)
        .map(frame -> "    at %s\n".formatted(shown(frame)))
        .collect(Collectors.joining());
  }

  private static String shown(StackTraceElement frame) {
    return "%s.%s (%s:%d)"
        .formatted(
            frame.getClassName(),
            frame.getMethodName(),
            frame.getFileName(),
            frame.getLineNumber());
  }
}

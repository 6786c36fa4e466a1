package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.Syscalls;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JavaRuntimeTest {

  private static final Code CODE =
      Code.of(List.of(), List.of(), Map.of(), new ImportPhase(Instant.EPOCH, 0), NodeSetup.NONE);

  private static final FunctionRuntime OTHERS =
      (invocation, _) -> {
        throw new IllegalStateException("not in Java: " + invocation.module());
      };

  @Functions("greeter")
  static final class Greeter {

    private final String text;

    Greeter(String text) {
      this.text = text;
    }

    @Query
    String hello(QueryContext ctx) {
      return text;
    }

    /// Goes on whatever happens.
    @Query
    String careless(QueryContext ctx) {
      try {
        return String.valueOf(ctx.identity());
      } catch (VirtualMachineError e) {
        return "went on";
      }
    }

    @Query
    List<Long> numbers(QueryContext ctx) {
      return List.of(ctx.random().nextLong(), ctx.random().nextLong());
    }
  }

  private static JavaFunctions version(String version) {
    return JavaFunctions.of(FunctionApp.of(new Greeter(version)), version);
  }

  private static Outcome hello(JavaRuntime runtime, String version) {
    return call(runtime, version, "hello", 7);
  }

  private static Outcome call(JavaRuntime runtime, String version, String export, long seed) {
    return call(runtime, version, export, seed, (_, _) -> List.of());
  }

  private static Outcome call(
      JavaRuntime runtime, String version, String export, long seed, Syscalls syscalls) {
    var invocation =
        new Invocation(
            CODE,
            version,
            "greeter.js",
            export,
            FunctionType.QUERY,
            "[{}]",
            Instant.EPOCH,
            seed,
            "request");
    return runtime.run(invocation, syscalls).outcome();
  }

  @Test
  void randomNumbersFollowFromTheSeed() {
    try (var runtime = new JavaRuntime(new SystemWorld(), version("1"), OTHERS)) {
      assertThat(call(runtime, "1", "numbers", 7))
          .isEqualTo(call(runtime, "1", "numbers", 7))
          .isNotEqualTo(call(runtime, "1", "numbers", 8));
    }
  }

  @Test
  void whatStrikesTheServerEndsTheFunctionToo() {
    var struck = new OutOfMemoryError("in the middle of a change");
    Syscalls server =
        (_, _) -> {
          throw struck;
        };
    try (var runtime = new JavaRuntime(new SystemWorld(), version("1"), OTHERS)) {
      assertThatThrownBy(() -> call(runtime, "1", "careless", 7, server)).isSameAs(struck);
    }
  }

  @Test
  void aCallRunsInTheVersionOfItsSnapshot() {
    try (var runtime = new JavaRuntime(new SystemWorld(), version("1"), OTHERS)) {
      runtime.add(version("2"));

      assertThat(hello(runtime, "1")).isEqualTo(new Outcome.Returned("\"1\""));
      assertThat(hello(runtime, "2")).isEqualTo(new Outcome.Returned("\"2\""));
    }
  }

  @Test
  void versionsOfLongAgoAreGone() {
    try (var runtime = new JavaRuntime(new SystemWorld(), version("1"), OTHERS)) {
      for (int i = 2; i < 10; i++) {
        runtime.add(version(Integer.toString(i)));
      }

      assertThat(hello(runtime, "1"))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.message()).contains("is being replaced"));
      assertThat(hello(runtime, "9")).isEqualTo(new Outcome.Returned("\"9\""));
    }
  }

  @Test
  void aVersionThatWasNotInstalledIsGone() {
    try (var runtime = new JavaRuntime(new SystemWorld(), version("1"), OTHERS)) {
      var refused = version("2");
      runtime.add(refused);
      runtime.remove(refused);

      assertThat(hello(runtime, "1")).isEqualTo(new Outcome.Returned("\"1\""));
      assertThat(hello(runtime, "2")).isInstanceOf(Outcome.Refused.class);
    }
  }
}

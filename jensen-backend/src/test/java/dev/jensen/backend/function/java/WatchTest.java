package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.world.UnhurriedWorld;
import dev.jensen.backend.world.World;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// A function that does not care about being interrupted.
@Timeout(60)
class WatchTest {

  @Functions("stubborn")
  static final class Stubborn implements AutoCloseable {

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore interrupted = new Semaphore(0);
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<QueryContext> kept = new CopyOnWriteArrayList<>();
    private volatile boolean mayEnd;

    @Query
    String goesOn(QueryContext ctx) {
      begun.release();
      while (!mayEnd) {
        if (Thread.interrupted()) {
          interrupted.release();
        }
        Thread.onSpinWait();
      }
      return "at last";
    }

    @Query
    String asks(QueryContext ctx) {
      begun.release();
      while (!Thread.interrupted()) {
        Thread.onSpinWait();
      }
      try {
        return String.valueOf(ctx.identity());
      } catch (IllegalStateException e) {
        refusals.add(String.valueOf(e.getMessage()));
        ctx.log("and again");
        throw new AssertionError("the context still serves");
      }
    }

    @Query
    boolean usesEverything(QueryContext ctx) {
      begun.release();
      while (!Thread.interrupted()) {
        Thread.onSpinWait();
      }
      for (var use : uses(ctx)) {
        try {
          refusals.add("served " + use.get());
        } catch (IllegalStateException e) {
          refusals.add(String.valueOf(e.getMessage()));
        }
      }
      return true;
    }

    /// What needs nothing of the server's.
    private static List<Supplier<?>> uses(QueryContext ctx) {
      return List.of(
          ctx::now,
          ctx::random,
          () -> String.valueOf(ctx.env("KEY")),
          () -> ctx.isSecret("KEY", "guess"));
    }

    @Query
    boolean keepsItsContext(QueryContext ctx) {
      kept.add(ctx);
      return true;
    }

    /// Lets it end.
    @Override
    public void close() {
      mayEnd = true;
    }
  }

  /// What the watch has logged.
  private static final class Log extends AppenderBase<ILoggingEvent> {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      messages.add(event.getLevel() + " " + event.getFormattedMessage());
    }
  }

  private final Logger logger = (Logger) LoggerFactory.getLogger(Watch.class);
  private final Log log = new Log();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private static Invocation call(String export) {
    return new Invocation(
        Code.of(List.of(), List.of(), Map.of(), new ImportPhase(Instant.EPOCH, 0), NodeSetup.NONE),
        "1",
        "stubborn.js",
        export,
        FunctionType.QUERY,
        "[{}]",
        Instant.EPOCH,
        7,
        "request");
  }

  private static JavaRuntime runtime(World world, Stubborn stubborn) {
    return new JavaRuntime(
        world,
        JavaFunctions.of(FunctionApp.of(stubborn), "1"),
        (invocation, _) -> {
          throw new IllegalStateException("not in Java: " + invocation.module());
        });
  }

  private static void assertTimedOut(Outcome outcome, String function) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Stopped.class,
            stopped ->
                assertThat(stopped.message())
                    .startsWith("Function execution timed out (maximum duration: 1s). It was at ")
                    .contains("Stubborn.%s (WatchTest.java:".formatted(function)));
  }

  @Test
  void isServedNoMore() throws Exception {
    var world = new UnhurriedWorld();
    var stubborn = new Stubborn();
    var asked = new AtomicInteger();
    try (var runtime = runtime(world, stubborn);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        stubborn) {
      var answer =
          threads.submit(() ->
              runtime.run(
                  call("asks"),
                  (_, _) -> {
                    asked.incrementAndGet();
                    return List.of(new SyscallReply.Result("null"));
                  }));
      stubborn.begun.acquire();
      world.advance(Duration.ofSeconds(2));

      var execution = answer.get();
      assertTimedOut(execution.outcome(), "asks");
      assertThat(stubborn.refusals)
          .containsExactly(
              "stubborn:asks has run for too long and was stopped: its context serves it no more."
                  + " Let it end when its thread is interrupted.");
      assertThat(asked).hasValue(0);
      assertThat(execution.logLines()).isEmpty();
    }
  }

  @Test
  void isServedNothingAtAll() throws Exception {
    var world = new UnhurriedWorld();
    var stubborn = new Stubborn();
    try (var runtime = runtime(world, stubborn);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        stubborn) {
      var answer =
          threads.submit(() -> runtime.run(call("usesEverything"), (_, _) -> List.of()).outcome());
      stubborn.begun.acquire();
      world.advance(Duration.ofSeconds(2));

      assertTimedOut(answer.get(), "usesEverything");
      assertThat(stubborn.refusals)
          .hasSize(4)
          .allSatisfy(refusal ->
              assertThat(refusal).startsWith("stubborn:usesEverything has run for too long"));
    }
  }

  @Test
  void whoKeptTheContextIsServedNothingEither() {
    var stubborn = new Stubborn();
    try (var runtime = runtime(new UnhurriedWorld(), stubborn)) {
      var _ = runtime.run(call("keepsItsContext"), (_, _) -> List.of());
    }

    assertThat(Stubborn.uses(stubborn.kept.getFirst()))
        .hasSize(4)
        .allSatisfy(use ->
            assertThatThrownBy(use::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("after the function had returned"));
  }

  @Test
  void isReportedWithItsStackAndAnsweredForWhenItEnds() throws Exception {
    var world = new UnhurriedWorld();
    var stubborn = new Stubborn();
    try (var runtime = runtime(world, stubborn);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        stubborn) {
      var answer = threads.submit(() -> runtime.run(call("goesOn"), (_, _) -> List.of()).outcome());
      stubborn.begun.acquire();

      world.advance(Duration.ofSeconds(10));
      stubborn.interrupted.acquire(2);
      assertThat(log.messages).isEmpty();

      world.advance(Duration.ofSeconds(1));
      assertThat(log.messages.take())
          .startsWith(
              "ERROR The function stubborn:goesOn has been running for 11 s and does not end when"
                  + " it is interrupted. It is at:\n    at ")
          .contains("Stubborn.goesOn(WatchTest.java:");

      stubborn.interrupted.drainPermits();
      stubborn.interrupted.acquire(2);
      assertThat(log.messages).as("it is reported once").isEmpty();
      assertThat(answer.isDone()).isFalse();

      stubborn.close();
      assertTimedOut(answer.get(), "goesOn");
    }
  }
}

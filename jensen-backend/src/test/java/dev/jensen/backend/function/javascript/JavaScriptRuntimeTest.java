package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Outcome.Threw;
import dev.jensen.backend.function.FunctionRuntime;
import dev.jensen.backend.function.Invocation;
import dev.jensen.backend.function.Syscall;
import dev.jensen.backend.function.SyscallReply;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions bundled with the official npm package run in real worker processes.
@Timeout(60)
class JavaScriptRuntimeTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  private static final Code BASIC =
      TestApp.load("basic").code("basic", Map.of("API_KEY", "s3cret"));

  private static final String COUNTING =
      """
      let count = 0;
      export const say = { isQuery: true, invokeQuery: async () => String(++count) };
      """;

  private static final JavaScriptRuntime RUNTIME = Runtimes.start();

  private final List<List<Syscall>> batches = new ArrayList<>();

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  @Test
  void theBasicAppRunsFromASnapshot() {
    assertThat(RUNTIME.prepare(BASIC)).isNull();
  }

  @Test
  void aMutationReadsAndWrites() {
    Execution execution = run("tasks.js", "add", FunctionType.MUTATION, "[{\"text\":\"hi\"}]");

    assertThat(execution.outcome()).isEqualTo(new Returned("\"id-1\""));
    assertThat(batches.stream().map(JavaScriptRuntimeTest::operations))
        .containsExactly(
            List.of("1.0/queryStream", "1.0/queryStreamNext"),
            List.of("1.0/queryCleanup", "1.0/insert"));
  }

  @Test
  void everyCallSeesModulesAsTheyWereDeployed() {
    for (int i = 0; i < 5; i++) {
      assertThat(run("tasks.js", "count", FunctionType.QUERY, "[{}]").outcome())
          .isEqualTo(new Returned("1"));
    }
  }

  @Test
  void errorsNamePlacesInTheDevelopersFiles() {
    Execution execution = run("dir/deep.js", "fails", FunctionType.QUERY, "[{}]");

    assertThat(execution.outcome())
        .isEqualTo(
            new Threw(
                """
                Uncaught Error: boom in lib
                    at shout (../convex/lib.ts:3:11)
                    at <anonymous> (../convex/dir/deep.ts:5:10)
                """,
                null));
  }

  @Test
  void codeVersionsTakeTurns() {
    var other = TestApp.of("say.js", COUNTING).code("other", Map.of());

    for (int i = 0; i < 3; i++) {
      assertThat(run("tasks.js", "count", FunctionType.QUERY, "[{}]").outcome())
          .isEqualTo(new Returned("1"));
      assertThat(say(RUNTIME, other, "say.js")).isEqualTo(new Returned("1"));
    }
  }

  @Test
  void onlyModulesThatAskForItKeepTheirState() {
    var code =
        TestApp.of("fresh.js", COUNTING)
            .and("kept.js", COUNTING)
            .code("kept", Map.of(), new AnalyzedModule("kept.js", List.of(), null, null, true));

    try (var oneWorker = Runtimes.start(1)) {
      for (int call = 1; call <= 3; call++) {
        assertThat(say(oneWorker, code, "fresh.js")).isEqualTo(new Returned("1"));
        assertThat(say(oneWorker, code, "kept.js")).isEqualTo(new Returned("" + call));
      }
    }
  }

  @Test
  void modulesThatUseUrlsWhileTheyAreLoadedRunFromASnapshot() {
    var url = "export const url = new URL('https://example.test/a').href;\n";
    var code = TestApp.of("say.js", url + COUNTING).code("url", Map.of());

    assertThat(RUNTIME.prepare(code)).isNull();
    assertThat(say(RUNTIME, code, "say.js")).isEqualTo(new Returned("1"));
  }

  @Test
  void modulesThatNoSnapshotCanKeepAreEvaluatedForEachCall() {
    var asm = "const one = (function () { 'use asm'; function f() { return 1; } return f; })();\n";
    var code = TestApp.of("say.js", asm + COUNTING).code("asm", Map.of());

    assertThat(RUNTIME.prepare(code)).contains("snapshot");
    for (int call = 1; call <= 3; call++) {
      assertThat(say(RUNTIME, code, "say.js")).isEqualTo(new Returned("1"));
    }
  }

  /// What `Intl` makes is outside of V8's heap, where no snapshot sees it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' }).format",
        "((format) => (n) => format.format(n))(new Intl.NumberFormat('de-DE'))",
        "((format) => () => format.format())(new Intl.DateTimeFormat('de-DE'))",
        "((collator) => () => collator.compare('a', 'b'))(new Intl.Collator('sv'))",
        "((rules) => (n) => rules.select(n))(new Intl.PluralRules('ar'))",
        "((all) => () => [...all.segment('a b')].length)(new Intl.Segmenter('en'))",
        "((all) => () => all.of('DE'))(new Intl.DisplayNames('es', { type: 'region' }))",
        "((all) => (n) => all.format(n, 'day'))(new Intl.RelativeTimeFormat('fr'))",
        "((all) => (n) => all.format(['a', 'b']))(new Intl.ListFormat('fr'))",
        "((all) => (n) => all.format({ hours: n }))(new Intl.DurationFormat('fr'))",
        "((locale) => () => locale.maximize().toString())(new Intl.Locale('sr'))",
        "((text) => () => text)((1234.5).toLocaleString('de-DE') + new Date(0).toLocaleString())",
      })
  void formatsMadeWhileModulesAreLoadedWork(String format) {
    var code =
        TestApp.of(
                "say.js",
                """
                const made = %s;
                const fresh = () => %s;
                export const say = {
                  isQuery: true,
                  invokeQuery: async () => String(made(7) === fresh()(7) && made(7) !== undefined),
                };
                """
                    .formatted(format, format))
            .code("intl-" + format.hashCode(), Map.of());

    for (int call = 1; call <= 2; call++) {
      assertThat(say(RUNTIME, code, "say.js")).isEqualTo(new Returned("true"));
    }
  }

  private static Execution.Outcome say(JavaScriptRuntime runtime, Code code, String module) {
    var invocation =
        new Invocation(code, "none", module, "say", FunctionType.QUERY, "[{}]", NOW, 7, "request");
    return runtime.run(invocation, (_, _) -> List.of()).outcome();
  }

  private Execution run(String module, String export, FunctionType type, String arguments) {
    return RUNTIME.run(
        new Invocation(BASIC, "none", module, export, type, arguments, NOW, 7, "request"),
        this::perform);
  }

  private List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
    batches.add(batch);
    return batch.stream().map(JavaScriptRuntimeTest::reply).toList();
  }

  private static SyscallReply reply(Syscall call) {
    return switch (call.operation()) {
      case "1.0/queryStream" -> new SyscallReply.Result("{\"queryId\":0}");
      case "1.0/queryStreamNext" -> new SyscallReply.Result("{\"value\":null,\"done\":true}");
      case "1.0/queryCleanup" -> new SyscallReply.Result("true");
      case "1.0/insert" -> new SyscallReply.Result("{\"_id\":\"id-1\"}");
      default -> new SyscallReply.Failure("unknown: " + call.operation(), null);
    };
  }

  private static List<String> operations(List<Syscall> batch) {
    return batch.stream().map(Syscall::operation).toList();
  }
}

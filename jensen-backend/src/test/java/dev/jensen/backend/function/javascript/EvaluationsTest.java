package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.jensen.backend.function.MissingVariableException;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.AnalyzedFunction.Position;
import dev.jensen.backend.model.AnalyzedModule;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Module;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a push learns from evaluating modules in real worker processes.
@Timeout(60)
class EvaluationsTest {

  private static final TestApp BASIC = TestApp.load("basic");

  private static final JavaScriptRuntime RUNTIME = Runtimes.start();

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  @Test
  void itFindsTheFunctionsOfEveryModuleOutsideDeps() {
    var modules = analyze(BASIC);

    assertThat(modules)
        .extracting(AnalyzedModule::path)
        .containsExactlyInAnyOrder(
            "tasks.js",
            "reuse.js",
            "lib.js",
            "dir/deep.js",
            "http.js",
            "crons.js",
            "auth.config.js");
    assertThat(module(modules, "lib.js").functions()).isEmpty();
    assertThat(module(modules, "tasks.js").functions())
        .extracting(AnalyzedFunction::name, AnalyzedFunction::type, AnalyzedFunction::isPublic)
        .contains(
            tuple("add", FunctionType.MUTATION, true),
            tuple("hidden", FunctionType.MUTATION, false),
            tuple("default", FunctionType.QUERY, true));
  }

  @Test
  void itReportsValidatorsAndPlaces() {
    var add =
        module(analyze(BASIC), "tasks.js").functions().stream()
            .filter(function -> function.name().equals("dumpData"))
            .findFirst()
            .orElseThrow();

    assertThat(add.args())
        .isEqualTo(
            "{\"type\":\"object\",\"value\":{\"data\":{\"fieldType\":{\"type\":\"any\"},"
                + "\"optional\":false},\"apiKey\":{\"fieldType\":{\"type\":\"string\"},"
                + "\"optional\":false}}}");
    assertThat(add.returns()).isEqualTo("{\"type\":\"string\"}");
    assertThat(add.position()).isEqualTo(new Position("tasks.js", 35, 11));
  }

  @Test
  void itReportsRoutesAndCrons() {
    var modules = analyze(BASIC);

    assertThat(module(modules, "http.js").httpRoutes())
        .isEqualTo("[[\"/hello\",\"GET\"],[\"/files/*\",\"POST\"]]");
    assertThat(module(modules, "crons.js").crons())
        .isEqualTo(
            "{\"tick\":{\"name\":\"tasks:hidden\",\"args\":[{}],"
                + "\"schedule\":{\"seconds\":30,\"type\":\"interval\"}}}");
  }

  @Test
  void aModuleThatThrowsNamesItsFileAndPlace() {
    var broken = TestApp.of("broken.js", "function f() { throw new Error('no'); }\nf();\n");

    assertThatThrownBy(() -> analyze(broken))
        .isInstanceOf(ModuleFailedException.class)
        .hasMessage(
            """
            Failed to analyze broken.js: Uncaught Error: no
                at f (../convex/broken.js:1:22)
                at <anonymous> (../convex/broken.js:2:1)\
            """);
  }

  @Test
  void sideEffectsAreForbiddenWhileAModuleLoads() {
    Map.of(
            "Convex.syscall('1.0/queryStream', '{}')", "Can't use database at import time",
            "Convex.asyncSyscall('1.0/insert', '{}')",
                "Syscall 1.0/insert unsupported at import time",
            "fetch('https://example.org')", "fetch() unsupported at import time",
            "setTimeout(() => {}, 1)", "setTimeout unsupported at import time",
            "crypto.randomUUID()", "cryptographic randomness unsupported at import time")
        .forEach((code, message) ->
            assertThatThrownBy(() -> analyze(TestApp.of("x.js", code + ";")))
                .as(code)
                .hasMessageStartingWith("Failed to analyze x.js: Uncaught Error: " + message));
  }

  @Test
  void malformedModulesAreRefused() {
    Map.of(
            "let x = ;",
            "Uncaught SyntaxError: Unexpected token ';'",
            "import './gone.js';",
            "Couldn't find JavaScript module 'gone.js'",
            "import 'react';",
            "Couldn't find JavaScript module 'react'",
            "await new Promise(() => {});",
            "Top-level awaits in source files are unsupported",
            "for (;;) {}",
            "Function execution timed out (maximum duration: 4s)",
            "const a = []; for (;;) a.push(new Array(1000).fill(1.5));",
            "JavaScript execution ran out of memory (maximum memory usage: 64 MB)",
            "new Function('return 1')();",
            "Uncaught EvalError: Code generation from strings disallowed for this context",
            "export const f = Object.assign(() => {}, {isQuery: true,"
                + " exportArgs: () => '{\"type\":\"string\"}'});",
            "Uncaught Error: Args validator must be an object or any",
            "const f = {isQuery: true}; export { f as 'bad-name' };",
            "Invalid function name: bad-name")
        .forEach((code, message) ->
            assertThatThrownBy(() -> analyze(TestApp.of("x.js", code)))
                .as(code)
                .isInstanceOf(ModuleFailedException.class)
                .hasMessageStartingWith("Failed to analyze x.js: " + message));
  }

  @Test
  void oneModuleDoesNotSeeTheGlobalsOfAnother() {
    var app =
        TestApp.of("a.js", "globalThis.seen = 1; Array.prototype.map = null;")
            .and("b.js", "if (globalThis.seen || [].map === null) throw new Error('shared');");

    assertThat(analyze(app)).hasSize(2);
  }

  @Test
  void itReadsTheSchema() {
    String schema = RUNTIME.schema(Objects.requireNonNull(BASIC.schema()));

    assertThat(schema).contains("\"tableName\":\"tasks\"").contains("by_text");
  }

  @Test
  void aSchemaWithoutDefaultExportIsRefused() {
    assertThatThrownBy(() -> RUNTIME.schema(TestApp.module("schema.js", "export const a = 1;")))
        .isInstanceOfSatisfying(
            ModuleFailedException.class,
            e -> assertThat(e.code()).isEqualTo("MissingSchemaExportError"));
  }

  @Test
  void itReadsTheDefinitionOfAnApp() {
    String definition = RUNTIME.definition(Objects.requireNonNull(BASIC.definition()), Map.of());

    assertThat(definition).contains("\"definitionType\":{\"type\":\"app\"}");
  }

  @Test
  void aComponentIsRefusedByName() {
    var definition =
        TestApp.module(
            "convex.config.js",
            "import c from './_componentDeps/Y291bnRlcg'; export default { export: () => c };");

    assertThatThrownBy(() -> RUNTIME.definition(definition, Map.of()))
        .hasMessage(
            "convex.config.js uses the component \"counter\". Components are not supported yet.");
  }

  @Test
  void itReadsTheAuthConfig() {
    String config = RUNTIME.authConfig(authConfig(), Map.of("AUTH_DOMAIN", "https://id.example"));

    assertThat(config)
        .isEqualTo(
            "{\"providers\":[{\"domain\":\"https://id.example\",\"applicationID\":\"convex\"}]}");
  }

  @Test
  void anAuthConfigThatReadsAnUnsetVariableIsRefusedEvenIfItCatches() {
    var caught =
        TestApp.module(
            "auth.config.js",
            "try { process.env.GONE } catch {}; export default { providers: [] };");

    assertThatThrownBy(() -> RUNTIME.authConfig(authConfig(), Map.of()))
        .isInstanceOfSatisfying(
            MissingVariableException.class, e -> assertThat(e.variable()).isEqualTo("AUTH_DOMAIN"));
    assertThatThrownBy(() -> RUNTIME.authConfig(caught, Map.of()))
        .isInstanceOf(MissingVariableException.class);
  }

  private static List<AnalyzedModule> analyze(TestApp app) {
    return RUNTIME.analyze(app.code("v", Map.of()));
  }

  private static AnalyzedModule module(List<AnalyzedModule> modules, String path) {
    return modules.stream().filter(module -> module.path().equals(path)).findFirst().orElseThrow();
  }

  private static Module authConfig() {
    return BASIC.modules().stream()
        .filter(module -> module.path().equals("auth.config.js"))
        .findFirst()
        .orElseThrow();
  }
}

package dev.jensen.backend.function.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.ModuleFailedException;
import dev.jensen.backend.function.javascript.DeployedApp;
import dev.jensen.backend.function.javascript.JavaScriptRuntime;
import dev.jensen.backend.function.javascript.Runtimes;
import dev.jensen.backend.function.javascript.TestApp;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.AnalyzedFunction;
import dev.jensen.backend.model.Code;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.ImportPhase;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.value.Value;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a push learns of `"use node"` modules (`spec/deploy-api.md` §7.7).
@Timeout(300)
class NodeAnalysisTest {

  private static final int TRIES = 20;
  private static final String PATH = System.getenv("PATH");

  @TempDir private static Path directory;

  private static JavaScriptRuntime others;
  private static EnvironmentRuntime runtime;

  @BeforeAll
  static void start() {
    others = Runtimes.start();
    runtime = NodeRuntimes.start(directory.resolve("usual"), others);
  }

  @AfterAll
  static void stop() {
    runtime.close();
    others.close();
  }

  private static Code code(List<Module> modules, NodeSetup setup) {
    return Code.of(
        modules, List.of(), Map.of("NAME", "value"), new ImportPhase(Instant.EPOCH, 0), setup);
  }

  private static Code module(String source) {
    return code(
        List.of(Module.of("one.js", Module.Environment.NODE, source, null)), NodeSetup.NONE);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      EnvironmentRuntime analyzing, Code code, String kind) {
    return assertThatThrownBy(() -> analyzing.analyze(code))
        .isInstanceOfSatisfying(
            ModuleFailedException.class, e -> assertThat(e.code()).isEqualTo(kind));
  }

  @Test
  void everyModuleIsAnalyzedInItsEnvironment() {
    var app = TestApp.load("node");

    var analysis = runtime.analyze(code(app.modules(), app.node()));

    assertThat(analysis)
        .extracting(module -> module.path())
        .contains("notes.js", "work.js", "dir/hash.js")
        .noneMatch(path -> path.startsWith("_deps/"));
    var hash =
        analysis.stream()
            .filter(each -> each.path().equals("dir/hash.js"))
            .findFirst()
            .orElseThrow();
    assertThat(hash.functions())
        .containsExactly(
            new AnalyzedFunction(
                "sha256",
                FunctionType.ACTION,
                false,
                "{\"type\":\"object\",\"value\":{\"text\":{\"fieldType\":{\"type\":\"string\"},\"optional\":false}}}",
                "{\"type\":\"string\"}",
                new AnalyzedFunction.Position("dir/hash.js", 9, 11)));
  }

  @Test
  void onlyActionsCanBeDefined() {
    assertRefused(
            runtime,
            module(
                "export const list = Object.assign(() => 1, { isQuery: true, isPublic: true });"),
            "InvalidModules")
        .hasMessage(
            "`list` in `one.js` is a Query: only actions can be defined in Node.js. Move it to a"
                + " file without \"use node\".");
  }

  @Test
  void aModuleThatCannotBeLoadedIsTheDevelopersMistake() {
    assertRefused(runtime, module("throw new Error(process.env.NAME);"), "InvalidModules")
        .hasMessage(
            "Failed to analyze one.js: Uncaught Error: value\n"
                + "    at <anonymous> (../convex/one.js:1:7)");
    assertRefused(runtime, module("import 'never-installed';"), "InvalidModules")
        .hasMessageContaining("Cannot find package 'never-installed' imported from one.js");
    assertRefused(runtime, module("Convex.syscall('1.0/queryStream', '{}');"), "InvalidModules")
        .hasMessageContaining("Cannot invoke syscall during module imports");
    assertRefused(runtime, module("process.exit(1);"), "InvalidModules")
        .hasMessageContaining("process.exit(1) was called");
  }

  @Test
  void packagesThatCannotBeInstalledAreTold() {
    var setup = new NodeSetup(null, List.of(new NodeSetup.Dependency("ms", "2.1.3-not-published")));

    assertRefused(runtime, code(module("").modules(), setup), "NodeDependenciesNotInstalled")
        .hasMessageContaining("ms@2.1.3-not-published")
        .hasMessageContaining("npm error");
  }

  /// Its output is read while it runs, and is behind when it ends.
  @Test
  void theLastWordsOfATalkativeNpmAreTold() throws IOException {
    var folder = fakeProgram("talkative", "npm", "seq 10000; echo last words; exit 1");
    Files.createSymbolicLink(folder.resolve("node"), new Installations(PATH).find(null).node());
    var setup = new NodeSetup(null, List.of(new NodeSetup.Dependency("ms", "2.1.3")));
    var code = code(module("").modules(), setup);
    var options =
        NodeRuntimes.finding(
            directory.resolve("told"), "%s%s%s".formatted(folder, File.pathSeparator, PATH));
    try (var talkative = NodeRuntimes.start(options, others)) {
      for (int i = 0; i < TRIES; i++) {
        assertRefused(talkative, code, "NodeDependenciesNotInstalled")
            .hasMessageEndingWith("last words");
      }
    }
  }

  @Test
  void withoutNodeAPushSaysWhatToInstall() {
    var options = NodeRuntimes.finding(directory.resolve("none"), directory.toString());
    try (var without = NodeRuntimes.start(options, others)) {
      assertRefused(without, module(""), "NodeNotInstalled")
          .hasMessage(
              "Modules with \"use node\" need Node.js, but the server found no `node` in its PATH."
                  + " Install Node.js 20, 22 or 24 with npm (https://nodejs.org) where the server"
                  + " runs, or remove the \"use node\" directive.");
    }
  }

  @Test
  void anOldNodeWillNotDoButIsPassedOverForANewerOne() throws IOException {
    var old = fakeNode("old", 18);
    var newer = fakeNode("newer", 22);
    var newest = fakeNode("newest", 24);
    var all = new Installations("%s:%s:%s".formatted(old, newer, newest));

    assertThat(all.find(null).major()).isEqualTo(22);
    assertThat(all.find("24").major()).isEqualTo(24);
    assertThat(all.find("20").major()).isEqualTo(22);
    assertThatThrownBy(() -> new Installations(old.toString()).find("18"))
        .isInstanceOf(NodeMissingException.class)
        .hasMessageContaining("only Node.js 18");
  }

  private static Path fakeNode(String name, int major) throws IOException {
    return fakeProgram(name, "node", "echo v%d.1.0".formatted(major));
  }

  private static Path fakeProgram(String in, String name, String script) throws IOException {
    var folder = Files.createDirectories(directory.resolve(in));
    var program = folder.resolve(name);
    Files.writeString(program, "#!/bin/sh\n%s\n".formatted(script));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  @Test
  void whatIsDeployedFailsClearlyWhenNodeIsGone() {
    var app = TestApp.load("node");
    var options = NodeRuntimes.finding(directory.resolve("gone"), directory.toString());
    try (var deployed = new DeployedApp(runtime, app, Map.of());
        var without = NodeRuntimes.start(options, others)) {
      var later = deployed.functionsIn(without);

      assertThat(without.prepare(code(app.modules(), app.node()))).isNull();
      assertThat(DeployedApp.failure(later.run(call("work:counts"))))
          .startsWith("Modules with \"use node\" need Node.js, but the server found no `node`");
      assertThat(DeployedApp.success(later.run(call("notes:list")))).isEqualTo("[]");
    }
  }

  private static FunctionCall call(String path) {
    return new FunctionCall(path, Value.Obj.EMPTY, null, new Identity.Unknown(), null, "request");
  }
}

package dev.jensen.conventions;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The dependency arrows of ARCHITECTURE.md, checked.
@AnalyzeClasses(packages = "dev.jensen", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /// Each package of the backend and the packages it may use besides values, wire and `world`.
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry(
              "http",
              List.of(
                  "identity",
                  "token",
                  "service",
                  "function",
                  "deployment",
                  "sync",
                  "archive",
                  "file",
                  "model")),
          Map.entry("archive", List.of("file", "model", "transaction", "index")),
          Map.entry("file", List.of("model", "transaction")),
          Map.entry(
              "sync", List.of("identity", "function", "model", "subscription", "transaction")),
          Map.entry("subscription", List.of("transaction", "index", "log")),
          Map.entry(
              "system", List.of("identity", "function", "model", "query", "transaction", "index")),
          Map.entry(
              "scheduling",
              List.of("identity", "function", "model", "transaction", "index", "log")),
          Map.entry("token", List.of("identity", "model", "transaction")),
          Map.entry("service", List.of("identity", "function", "model", "transaction")),
          Map.entry("metrics", List.of("function", "model")),
          Map.entry("identity", List.of()),
          Map.entry("deployment", List.of("identity", "function", "model", "transaction", "index")),
          Map.entry(
              "function",
              List.of(
                  "identity", "file", "function.web", "model", "query", "transaction", "index")),
          Map.entry("function.web", List.of()),
          Map.entry("function.javascript", List.of("function", "function.worker", "model")),
          Map.entry("function.java", List.of("function", "model")),
          Map.entry("function.node", List.of("function", "function.worker", "model")),
          Map.entry("function.worker", List.of("function", "model")),
          Map.entry("model", List.of("query", "transaction", "index")),
          Map.entry("query", List.of("transaction", "index")),
          Map.entry("transaction", List.of("index", "log", "storage")),
          Map.entry("index", List.of("log", "storage")),
          Map.entry("log", List.of("storage")),
          Map.entry("storage", List.of()),
          Map.entry("world", List.of()));

  @ArchTest
  static void dependenciesPointDown(JavaClasses classes) {
    MAY_USE.forEach((name, below) -> dependsOnlyOn(name, below).check(classes));
  }

  @ArchTest
  static final ArchRule ONLY_WORLD_READS_THE_CLOCK =
      noClasses()
          .that(resideInAnyPackage("dev.jensen.backend.."))
          .and(resideOutsideOfPackage("dev.jensen.backend.world.."))
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule CONTEXTS_HAVE_NO_FUNCTION_OF_OURS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("com.caoccao.javet.interop.callback.JavetCallbackContext")
          .because("a worker process dies of it, see docs/decisions/0019-mailbox.md");

  private static ArchRule dependsOnlyOn(String name, List<String> below) {
    String[] allowed =
        Stream.concat(
                Stream.of(
                    "dev.jensen.value..",
                    "dev.jensen.wire..",
                    "dev.jensen.mapping..",
                    "dev.jensen.functions..",
                    "dev.jensen.backend.world.."),
                Stream.concat(Stream.of(name), below.stream())
                    .map("dev.jensen.backend.%s"::formatted))
            .toArray(String[]::new);
    return classes()
        .that(resideInAnyPackage("dev.jensen.backend.%s".formatted(name)))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(resideOutsideOfPackage("dev.jensen..")));
  }
}

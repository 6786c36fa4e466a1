package dev.jensen.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What the client is to those who write Kotlin: `Application.kt` compiles without a warning and
/// runs, every line of `Misuse.kt` that ignores null is refused, and no type is left of which
/// Kotlin does not know whether it may be null.
@Timeout(300)
class KotlinTest {

  private static final Path SOURCES = Path.of("src", "test", "kotlin", "app");
  private static final Path README =
      Path.of(System.getProperty("repository.root")).resolve("README.md");

  @RegisterExtension private static final ClientApp app = new ClientApp();

  @TempDir private Path directory;

  @Test
  void anApplicationCallsAndFollowsWithItsDataClasses() throws Exception {
    var classes = directory.resolve("classes");
    var compiled = Kotlin.compile(classes, SOURCES.resolve("Application.kt"));
    assertThat(compiled.exitCode()).as(compiled.errors()).isZero();

    var run = Kotlin.run(classes, "app.ApplicationKt", app.url().toString(), app.token("ann"));

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output())
        .isEqualTo(
            """
            notes: [Note(text=tea, stars=null)]
            count: 3
            shouted: loud
            called: [tea, milk, LOUD]
            same id: true
            later: 3
            no text: null
            no value: true
            no entry: null
            same note: true
            left out: Note(text=x, stars=null)
            shapes: [Circle(radius=1.5, color=RED), Square(side=2), Circle(radius=1.0, color=null)]
            parameter: 8
            flat: [rating, stars, text]
            same rating: true
            reason: Reason(reason=empty, in=null)
            broken: FunctionFailed
            no text: app.Note refuses it: Parameter specified as non-null is null: \
            method app.Note.<init>, parameter text
            null entry: .stars: null is no ? extends java.lang.Long
            null parameter: .value: is null
            plain result: Obj is no app.Plain; make it a data class with @JvmRecord
            plain argument: app.Plain stands for no value; make it a data class with @JvmRecord
            plain case: app.Unmarked$Case is no record, but a case of a union; \
            make it a data class with @JvmRecord
            user: ann
            followed: []
            followed: [Note(text=one, stars=null)]
            fails: FunctionFailed
            connected: true
            published: 2
            expected: []
            expected: [Note(text=expected, stars=null)]
            expected: [Note(text=real, stars=null)]
            accepted: true
            live user: ann
            nobody: null
            """);
  }

  /// What the compiler has to say of a line stands above it.
  @Test
  void whatIgnoresNullDoesNotCompile() throws Exception {
    var source = SOURCES.resolve("Misuse.kt");
    var lines = Files.readAllLines(source);
    var expected = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("// ")) {
        expected.add("%d: %s".formatted(i + 2, lines.get(i).substring("// ".length())));
      }
    }

    var compiled = Kotlin.compile(directory.resolve("classes"), source);

    assertThat(compiled.mistakes())
        .extracting(mistake -> "%d: %s".formatted(mistake.line(), mistake.summary()))
        .isNotEmpty()
        .containsExactlyElementsOf(expected);
  }

  /// Such types, as those of the JDK, have a `!` behind them when the compiler names them.
  @Test
  void kotlinKnowsOfEveryTypeWhetherItMayBeNull() throws Exception {
    var api = KotlinApi.read();
    var source = Files.writeString(directory.resolve("Api.kt"), api.questions());

    var compiled = Kotlin.compile(directory.resolve("classes"), source);

    var answers =
        compiled.mistakes().stream()
            .collect(
                Collectors.groupingBy(
                    mistake -> api.member(mistake.line()),
                    Collectors.mapping(Kotlin.Mistake::message, Collectors.joining())));
    assertThat(answers.remove(KotlinApi.UNKNOWN)).contains("KFunction1<File, String!>");
    assertThat(answers.keySet())
        .as(compiled.errors())
        .containsExactlyInAnyOrderElementsOf(api.members())
        .hasSizeGreaterThan(100);
    assertThat(answers)
        .allSatisfy((member, answer) ->
            assertThat(answer).containsPattern("KFunction|fun |constructor").doesNotContain("!"));
  }

  @Test
  void theReadmeShowsWhatRuns() throws Exception {
    var readme = Files.readString(README);
    var application = Files.readString(SOURCES.resolve("Application.kt"));

    int start = readme.indexOf("```kotlin\n");
    var shown = readme.substring(start, readme.indexOf("```\n", start)).replaceAll("\\s", "");

    assertThat(shown)
        .isEqualTo(
            "```kotlin%s%s%s",
            region(application, "types"),
            region(application, "calls"),
            region(application, "subscribe"));
  }

  private static String region(String application, String name) {
    return PublicApi.region(application, name).replace("//@startregion=" + name, "");
  }
}

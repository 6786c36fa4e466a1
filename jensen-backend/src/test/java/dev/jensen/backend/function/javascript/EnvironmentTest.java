package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.function.Execution;
import dev.jensen.backend.function.Execution.Outcome;
import dev.jensen.backend.function.Execution.Outcome.Refused;
import dev.jensen.backend.function.Execution.Outcome.Returned;
import dev.jensen.backend.function.Execution.Outcome.Threw;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.model.FunctionType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What functions find around them (`spec/function-RUNTIME.md` §§2, 11, 12).
@Timeout(60)
class EnvironmentTest {

  private static final String REFUSED =
      "Can't use %s in queries and mutations. Please consider using an action. See"
          + " https://docs.convex.dev/functions/actions for more details.";

  private static final JavaScriptRuntime RUNTIME = Runtimes.start();

  private final AppRunner app =
      new AppRunner(
          RUNTIME, TestApp.load("environment").code("environment", Map.of("NAME", "value")));

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  @Test
  void theClockStandsStill() {
    Execution execution = app.query("environment.js:datesInQuery");

    assertThat(json(execution))
        .isEqualTo(
            "{\"fields\":\"2020-01-01T12:00:00.000Z\",\"importedAt\":1767323045006,\"isDate\":true,"
                + "\"iso\":\"2026-11-24T10:00:00.000Z\",\"now\":1795514400000,"
                + "\"parsed\":1577836800000,\"same\":true,\"subclass\":5,"
                + "\"text\":\"Tue Nov 24 2026 10:00:00 GMT+0000 (Coordinated Universal Time)\","
                + "\"utc\":1577836800000,\"zone\":0}");
    assertThat(execution.observedTime()).isTrue();
    assertThat(json(app.mutation("environment.js:datesInMutation"))).isEqualTo(json(execution));
  }

  @Test
  void aFunctionThatDoesNotAskForTheTimeHasNotObservedIt() {
    assertThat(app.query("environment.js:timeless").observedTime()).isFalse();
  }

  @Test
  void theSeedAloneDecidesWhatIsRandom() {
    String first = json(random(1));

    assertThat(json(random(1))).isEqualTo(first);
    assertThat(json(random(2))).isNotEqualTo(first);
    assertThat(first)
        .matches(
            ".*\"uuid\":\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\".*")
        .matches(".*\"numbers\":\\[0\\.\\d+,0\\.\\d+].*");
    assertThat(importedLuck(json(random(2)))).isEqualTo(importedLuck(first));
  }

  /// Whatever the machine's own language and time zone are.
  @Test
  void textIsFormattedForEveryLanguage() {
    assertThat(json(app.query("environment.js:languages")))
        .contains("\"defaults\":[\"UTC\",\"en-US\",\"7/4/2026, 9:05:09 PM\"]")
        .contains("\"money\":\"1.234.567,89\u00a0€\"")
        .contains("\"tokyo\":\"2026年7月5日日曜日 6:05:09 JST\"")
        .contains("\"sorted\":\"azä\"", "\"compared\":\"resume Resume résumé\"")
        .contains("\"plural\":\"zero one two few many\"", "\"since\":\"il y a 3 jours\"")
        .contains("\"list\":\"a, b, and c\"", "\"words\":2", "\"country\":\"Alemania\"")
        .contains("\"upper\":\"İ\"", "\"normal\":2", "\"script\":true", "\"emoji\":true")
        .contains("\"only\":false");
  }

  @Test
  void formattingNoDateFormatsTheFrozenOne() {
    var execution = app.query("environment.js:formatsNow");

    var now = "\"Tuesday, November 24, 2026 at 10:00:00 AM\"";
    assertThat(json(execution))
        .contains("\"now\":" + now, "\"same\":%s,\"sameParts\":true".formatted(now))
        .contains("\"other\":\"Thursday, January 1, 1970 at 12:00:00 AM\"")
        .contains("\"bound\":true", "\"named\":[\"\",1]");
    assertThat(execution.observedTime()).isTrue();
  }

  @Test
  void entropyIsBounded() {
    assertThat(message(app.query("environment.js:tooMuchEntropy")))
        .startsWith(
            "Uncaught TypeError: Byte length (65537) exceeds the number of bytes of entropy"
                + " available via this API (65536)\n    at ");
  }

  @Test
  void variablesAreReadOneByOne() {
    assertThat(json(app.query("environment.js:environment")))
        .isEqualTo(
            "{\"gone\":true,\"has\":false,\"importedName\":\"value\",\"keys\":[],"
                + "\"name\":\"value\",\"process\":[\"env\"]}");
    assertThat(json(app.query("environment.js:spread"))).isEqualTo("{}");
  }

  @Test
  void sideEffectsAreRefused() {
    assertThat(json(app.query("environment.js:refusals")))
        .contains("\"fetch\":\"" + REFUSED.formatted("fetch()"))
        .contains("\"setTimeout\":\"" + REFUSED.formatted("setTimeout"))
        .contains("\"setInterval\":\"" + REFUSED.formatted("setInterval"))
        .contains("\"eval\":\"Code generation from strings disallowed for this context")
        .contains("\"function\":\"Code generation from strings disallowed for this context")
        .contains("\"wait\":\"Atomics.wait cannot be called in this context")
        .contains("\"exit\":\"process.exit is not a function");
    assertThat(json(app.query("environment.js:storeBlob")))
        .contains(REFUSED.formatted("storage.store()"));
  }

  @Test
  void anUnknownJsSyscallCannotBeCaught() {
    assertThat(app.query("environment.js:unknownJsSyscall").outcome())
        .isEqualTo(new Refused("Unknown JS syscall: nothing"));
  }

  @Test
  void theGlobalsAreThoseOfTheContract() {
    assertThat(json(app.query("environment.js:globals"))).isEqualTo("[]");
    assertThat(json(app.query("environment.js:absent"))).isEqualTo("[]");
  }

  @Test
  void webApisWork() {
    assertThat(json(app.query("environment.js:web")))
        .isEqualTo(
            "{\"base64\":\"aGVsbG8=\",\"cannotClone\":\"DataCloneError\",\"cloned\":2,"
                + "\"decoded\":\"é\uFFFD\","
                + "\"encoded\":[195,169,226,130,172,240,159,152,128],"
                + "\"params\":\"a=1+2&b=%C3%BC\",\"performance\":0,\"text\":\"hello\","
                + "\"unicodeHost\":\"https://xn--bcher-kva.example/%C3%A4\","
                + "\"url\":\"https://User@example.org:8080/b?x=1#h\",\"weak\":1}");
  }

  @Test
  void aStoreIsThereUntilItsRunEnds() {
    assertThat(json(app.query("environment.js:asyncStorage"))).isEqualTo("[\"outer\",\"outer\"]");
  }

  @Test
  void consoleLinesAreRenderedAsObjectInspectDoes() {
    assertThat(lines(app.query("environment.js:log")))
        .containsExactly(
            """
            [LOG] 'hello' 42 {
              x: {
                y: 1
              },
              z: [ 1, 2 ]
            } [ 1, 'a' ] null undefined\
            """,
            "[DEBUG] 10n -0 Symbol(s) NaN /x/g",
            """
            [INFO] Map (1) {
              'k' => 1
            } Set (1) {
              1
            } [] {}\
            """,
            "[WARN] [Error: boom] [ 1, , 3 ] [Function: f]",
            "[ERROR] Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time) 'it\\'s\\n'",
            "[LOG] ");
  }

  @Test
  void consoleLinesAreBoundedInNumber() {
    var lines = lines(app.query("environment.js:logFlood"));

    assertThat(lines).hasSize(256);
    assertThat(lines.get(254)).isEqualTo("[LOG] 254");
    assertThat(lines.getLast())
        .isEqualTo("[ERROR] Log overflow (maximum 256). Remaining log lines omitted.");
  }

  @Test
  void aConsoleLineIsBoundedInBytes() {
    LogLine line = app.query("environment.js:logLong").logLines().getFirst();

    assertThat(line.truncated()).isTrue();
    assertThat(line.messages()).containsExactly("'" + "é".repeat((32768 - 1) / 2));
    assertThat(line.toString()).endsWith("é (truncated due to length)");
  }

  @Test
  void consoleTimersMeasure() {
    var lines = lines(app.query("environment.js:timers"));

    assertThat(lines.get(0)).isEqualTo("[WARN] Timer 't' already exists");
    assertThat(lines.get(1)).matches("\\[INFO] t: \\d+ms 'so far'");
    assertThat(lines.get(2)).matches("\\[INFO] t: \\d+ms");
    assertThat(lines.get(3)).isEqualTo("[WARN] Timer 't' does not exist");
    assertThat(lines.get(4)).startsWith("[LOG] 'here'").contains("    at ");
  }

  @Test
  void aConvexErrorCarriesItsData() {
    assertThat(app.query("environment.js:throwsConvexError").outcome())
        .isInstanceOfSatisfying(
            Threw.class,
            threw -> {
              assertThat(threw.message())
                  .startsWith("Uncaught ConvexError: {\"code\":\"gone\",\"n\":\"5n\"}\n    at ");
              assertThat(threw.data())
                  .isEqualTo("{\"code\":\"gone\",\"n\":{\"$integer\":\"BQAAAAAAAAA=\"}}");
            });
  }

  @Test
  void anythingCanBeThrown() {
    assertThat(message(app.query("environment.js:throwsText"))).isEqualTo("Uncaught just text\n");
    assertThat(message(app.query("environment.js:throwsGetter"))).isEqualTo("Uncaught Error\n");
  }

  @Test
  void aRejectionNobodyHandlesFailsTheFunction() {
    assertThat(message(app.mutation("environment.js:throwsLater")))
        .startsWith("Uncaught Error: nobody waits for this\n    at ");
    assertThat(json(app.query("environment.js:handledLater"))).isEqualTo("\"fine\"");
  }

  @Test
  void syscallsNobodyAwaitsStillHappen() {
    assertThat(json(app.mutation("environment.js:leavesInserts"))).isEqualTo("\"done\"");

    assertThat(app.operations()).containsExactly(List.of("1.0/insert"), List.of("1.0/insert"));
  }

  @Test
  void afterARejectionNothingHappens() {
    app.mutation("environment.js:stopsAtRejection");

    assertThat(app.operations()).isEmpty();
  }

  @Test
  void aPromiseThatNeverSettlesIsNoticedAtOnce() {
    Execution execution = app.query("environment.js:neverSettles");

    assertThat(execution.outcome()).isEqualTo(new Refused("Returned promise will never resolve"));
  }

  @Test
  void concurrentSyscallsTravelTogetherAndResolveInOrder() {
    app.mutation("environment.js:concurrent");

    assertThat(app.operations()).containsExactly(List.of("1.0/insert", "1.0/insert", "1.0/insert"));
    assertThat(json(app.query("environment.js:order"))).isEqualTo("[0,1,2,3]");
  }

  @Test
  void aFailedSyscallCanBeCaught() {
    assertThat(json(app.query("environment.js:failedSyscall")))
        .isEqualTo("[\"not this one\",{\"why\":{\"$integer\":\"AQAAAAAAAAA=\"}}]");
    assertThat(json(app.query("environment.js:failedSync")))
        .isEqualTo("\"Unknown operation 1.0/unheard\"");
  }

  @Test
  void aStreamThatCannotBeOpenedFailsItsReader() {
    assertThat(json(app.query("environment.js:failedStream"))).isEqualTo("[\"no such index\",0]");
  }

  @Test
  void synchronousSyscallsAreAnsweredAtOnce() {
    assertThat(json(app.query("environment.js:normalize"))).isEqualTo("[\"1\",null]");
  }

  @Test
  void whatTheServerThrowsEndsTheExecution() {
    assertThatThrownBy(() -> app.query("environment.js:endedSync"))
        .isInstanceOf(AppRunner.EndedException.class);
    assertThatThrownBy(() -> app.query("environment.js:endedAsync"))
        .isInstanceOf(AppRunner.EndedException.class);
    assertThat(json(app.query("environment.js:handledLater"))).isEqualTo("\"fine\"");
  }

  private Execution random(long seed) {
    return app.run("environment.js:random", FunctionType.QUERY, "[{}]", seed);
  }

  private static String importedLuck(String json) {
    return json.substring(
        json.indexOf("importedLuck"), json.indexOf(',', json.indexOf("importedLuck")));
  }

  private static List<String> lines(Execution execution) {
    return execution.logLines().stream().map(LogLine::toString).toList();
  }

  static String json(Execution execution) {
    Outcome outcome = execution.outcome();
    assertThat(outcome).isInstanceOf(Returned.class);
    return ((Returned) outcome).json();
  }

  static String message(Execution execution) {
    Outcome outcome = execution.outcome();
    assertThat(outcome).isInstanceOf(Threw.class);
    return ((Threw) outcome).message();
  }
}

package dev.jensen.backend.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTest {

  @ParameterizedTest
  @CsvSource({
    "tasks:dumpData, tasks:dumpData, false, true",
    "tasks:dumpData, tasks:dumpData, true, false",
    "tasks:dumpData, tasks:dumpDataNow, false, false",
    "tasks:dumpData, Tasks:dumpData, false, false",
    "tasks.js:dumpData, tasks:dumpData, false, true",
    "tasks:*, tasks:list, false, true",
    "tasks:*, tasks/more:list, false, false",
    "tasks*, tasks/more:list, false, true",
    "*, anything:at, false, true",
    "*, anything:at, true, false",
    "internal:*, anything:at, true, true",
    "internal:*, anything:at, false, false",
    "internal:jobs/*, jobs/a/b:run, true, true",
    "internal:jobs/*, jobsy:run, true, false",
    "internal:jobs/*:run, jobs/a:run, true, true",
    "internal:jobs/*:run, jobs/a:stop, true, false",
    "messages, messages:default, false, true",
    "messages, messages:list, false, false",
    "internal.js:list, internal:list, false, true",
    "internal:list, internal:list, false, false",
    "http:/hooks/*, http:default, false, false",
    "http:default, http:default, false, true"
  })
  void aPatternAllowsFunctionsOfItsOwnKind(
      String pattern, String function, boolean isInternal, boolean isAllowed) {
    assertThat(new Allowed(pattern).function(function, isInternal)).isEqualTo(isAllowed);
  }

  @Test
  void onlyAPatternOfRoutesAllowsRequests() {
    assertThat(new Allowed("http:/hooks/*").route("/hooks/a")).isTrue();
    assertThat(new Allowed("http:/hooks/*").route("/hook")).isFalse();
    assertThat(new Allowed("*").route("/hooks/a")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "internal:", "a b", "/tasks:list", "tasks:[ab]", "tasks\n"})
  void whatNamesNothingIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Allowed(text))
        .withMessageContaining("is no pattern");
  }

  /// A matcher that tries all ways would not come to an end.
  @Test
  void manyStarsTakeNoTime() {
    var pattern = "a*".repeat(100) + "b";

    assertThat(Glob.matches(pattern, "a".repeat(20_000))).isFalse();
    assertThat(Glob.matches(pattern, "a".repeat(20_000) + "b")).isTrue();
  }
}

package dev.jensen.backend.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How long it takes to refuse a key does not tell how much of it is right.
///
/// Kinds of wrong keys are refused in turn, in random order and each time with other wrong
/// characters; what is compared are the medians, so that the machine's speed does not decide. What
/// else it does may still tell them apart once, but not every time.
class AdminKeyTimingTest {

  private static final int ROUNDS = 4_000;
  private static final int CALLS = 20;
  private static final int TRIES = 10;

  /// As a part of the shortest time.
  private static final double MEASURABLE = 0.1;

  private final Random random = new Random(5);
  private final AdminKey key = AdminKey.generate("acme", random);

  /// A key of the right length whose first `right` characters are right.
  private String wrongAfter(int right) {
    var text = new StringBuilder(key.reveal().substring(0, right));
    text.append((char) (key.reveal().charAt(right) ^ 1));
    while (text.length() < key.reveal().length()) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /// How much longer the kind that takes longest takes than the one that takes shortest: 0 for not
  /// at all.
  private double spread(Predicate<String> comparison) {
    int length = key.reveal().length();
    var kinds = new ArrayList<>(List.of(0, length / 2, length - 1));
    var nanos = new long[length][ROUNDS];
    boolean matched = false;
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(kinds, random);
      for (int right : kinds) {
        var wrong = wrongAfter(right);
        long start = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
          matched |= comparison.test(wrong);
        }
        nanos[right][round] = System.nanoTime() - start;
      }
    }
    assertThat(matched).isFalse();
    var medians = kinds.stream().mapToLong(right -> median(nanos[right])).summaryStatistics();
    return (double) medians.getMax() / medians.getMin() - 1;
  }

  private boolean isAlwaysMeasurable(Predicate<String> comparison) {
    return IntStream.range(0, TRIES).allMatch(ignored -> spread(comparison) > MEASURABLE);
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  @Test
  void aWrongKeyIsRefusedAsFastHoweverMuchOfItIsRight() {
    assertThat(isAlwaysMeasurable(key::matches)).isFalse();
    assertThat(isAlwaysMeasurable(offered -> key.actingAs(offered + ":e30=") != null)).isFalse();
  }

  /// Otherwise the other test would show nothing.
  @Test
  void aComparisonThatEndsAtTheFirstDifferenceWouldBeSeen() {
    assertThat(isAlwaysMeasurable(this::matchesUpToADifference)).isTrue();
  }

  private boolean matchesUpToADifference(String offered) {
    for (int i = 0; i < offered.length(); i++) {
      if (offered.charAt(i) != key.reveal().charAt(i)) {
        return false;
      }
    }
    return true;
  }
}

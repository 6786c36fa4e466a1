package dev.jensen.backend.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.transaction.History.Entry;
import dev.jensen.wire.Timestamp;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The checker finds what is wrong with histories that are known to be bad, and nothing with a good
/// one. Times are `began-ended`, timestamps `snapshot>commit`.
class HistoryCheckerTest {

  private static final Entry FIRST =
      entry("first", "0-1", "0>10").writes(1, "a").writes(2, "b").end();

  @Test
  void aSerialHistoryIsGood() {
    assertThat(
            violation(
                FIRST,
                entry("reader", "2-3", "10>10").reads(1, "a").counts(1, 2).end(),
                entry("writer", "2-5", "10>20").reads(1, "a").writes(1, "c").end(),
                entry("loser", "2-5", "10>").reads(1, "a").reads(3, null).writes(1, "d").end(),
                entry("later", "6-7", "20>30").reads(1, "c").writes(1, null).end(),
                entry("last", "8-9", "30>30").reads(1, null).counts(1, 1).end()))
        .isNull();
  }

  @Test
  void aLostUpdateIsFound() {
    assertThat(
            violation(
                FIRST,
                entry("one", "2-4", "10>20").reads(1, "a").writes(1, "c").end(),
                entry("two", "2-4", "10>21").reads(1, "a").writes(1, "d").end()))
        .contains("two")
        .contains("read 1=a");
  }

  @Test
  void writeSkewIsFound() {
    assertThat(
            violation(
                FIRST,
                entry("one", "2-4", "10>20").reads(1, "a").reads(2, "b").writes(1, "c").end(),
                entry("two", "2-4", "10>21").reads(1, "a").reads(2, "b").writes(2, "d").end()))
        .contains("read 1=a");
  }

  @Test
  void aPhantomIsFound() {
    assertThat(
            violation(
                FIRST,
                entry("one", "2-4", "10>20").counts(1, 2).writes(9, "c").end(),
                entry("two", "2-4", "10>19").reads(3, null).writes(3, "d").end()))
        .contains("counted 1=2");
  }

  @Test
  void aStaleReadIsFound() {
    assertThat(
            violation(
                FIRST,
                entry("writer", "2-3", "10>20").reads(1, "a").writes(1, "c").end(),
                entry("reader", "4-5", "10>10").reads(1, "a").end()))
        .contains("began after")
        .contains("does not see it");
  }

  @Test
  void aTornTransactionIsFound() {
    assertThat(violation(FIRST, entry("reader", "2-3", "10>10").reads(1, "a").reads(2, null).end()))
        .contains("read 2=null");
  }

  @Test
  void aReadOfWhatNeverCommittedIsFound() {
    assertThat(
            violation(
                FIRST,
                entry("loser", "2-3", "10>").reads(1, "a").writes(1, "c").end(),
                entry("reader", "4-5", "10>10").reads(1, "c").end()))
        .contains("read 1=c");
  }

  @Test
  void aTornSnapshotOfALoserIsFound() {
    assertThat(
            violation(
                FIRST,
                entry("writer", "2-3", "10>20").reads(1, "a").writes(1, "c").writes(2, "d").end(),
                entry("loser", "2-5", "10>").reads(1, "a").reads(2, "d").writes(3, "e").end()))
        .contains("loser")
        .contains("read 2=d");
  }

  @Test
  void aLostAcknowledgedWriteIsFound() {
    assertThat(violation(FIRST, entry("reader", "2-3", "10>10").reads(1, null).end()))
        .contains("read 1=null");
  }

  @Test
  void oneTimestampForTwoIsFound() {
    assertThat(
            violation(
                entry("one", "0-1", "0>10").writes(1, "a").end(),
                entry("two", "0-1", "0>10").writes(2, "b").end()))
        .startsWith("one timestamp for");
  }

  @Test
  void timeThatGoesBackIsFound() {
    assertThat(violation(FIRST, entry("late", "2-3", "5>8").reads(1, null).writes(3, "c").end()))
        .contains("began after");
  }

  private static @Nullable String violation(Entry... entries) {
    return HistoryChecker.violation(new History(List.of(entries)));
  }

  private static Builder entry(String name, String times, String timestamps) {
    return new Builder(name, times.split("-", -1), timestamps.split(">", -1));
  }

  private static final class Builder {

    private final String name;
    private final String[] times;
    private final String[] timestamps;
    private final Map<Long, @Nullable String> reads = new HashMap<>();
    private final Map<Long, Long> counts = new HashMap<>();
    private final Map<Long, @Nullable String> writes = new HashMap<>();

    Builder(String name, String[] times, String[] timestamps) {
      this.name = name;
      this.times = times;
      this.timestamps = timestamps;
    }

    Builder reads(long key, @Nullable String value) {
      reads.put(key, value);
      return this;
    }

    Builder counts(long key, long count) {
      counts.put(key, count);
      return this;
    }

    Builder writes(long key, @Nullable String value) {
      writes.put(key, value);
      return this;
    }

    Entry end() {
      return new Entry(
          name,
          Long.parseLong(times[0]),
          Long.parseLong(times[1]),
          new Timestamp(Long.parseLong(timestamps[0])),
          timestamps[1].isEmpty() ? null : new Timestamp(Long.parseLong(timestamps[1])),
          Collections.unmodifiableMap(reads),
          counts,
          Collections.unmodifiableMap(writes));
    }
  }
}

package dev.jensen.backend.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.value.IndexKey;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WriteLogTest {

  private static final UUID BUSY = new UUID(1, 1);
  private static final UUID QUIET = new UUID(1, 2);
  private static final IndexKey KEY = new IndexKey(new byte[] {1});

  private final WriteLog log = new WriteLog(new Timestamp(100), 10_000);

  @Test
  void aWriteAfterTheMomentIsFound() {
    log.add(write(BUSY, 110));
    log.add(write(BUSY, 120));

    assertThat(ask(BUSY, 100, 200)).isEqualTo(new WriteLog.Answer.Touched(new Timestamp(120)));
    assertThat(ask(BUSY, 100, 115)).isEqualTo(new WriteLog.Answer.Touched(new Timestamp(110)));
    assertThat(ask(BUSY, 120, 200)).isEqualTo(new WriteLog.Answer.Untouched());
    assertThat(ask(QUIET, 100, 200)).isEqualTo(new WriteLog.Answer.Untouched());
  }

  @Test
  void nothingIsKnownOfTheTimeBefore() {
    log.add(write(BUSY, 110));

    assertThat(ask(QUIET, 99, 200)).isEqualTo(new WriteLog.Answer.Unknown(new Timestamp(100)));
    assertThat(ask(BUSY, 99, 100)).isEqualTo(new WriteLog.Answer.Unknown(new Timestamp(100)));
  }

  @Test
  void aQuietIndexIsStillKnownWhenABusyOneIsForgotten() {
    log.add(write(QUIET, 105));
    for (int i = 0; i < 1000; i++) {
      log.add(write(BUSY, 200 + i));
    }

    assertThat(ask(BUSY, 201, 9999)).isInstanceOf(WriteLog.Answer.Touched.class);
    assertThat(ask(BUSY, 201, 205)).isInstanceOf(WriteLog.Answer.Unknown.class);
    assertThat(ask(QUIET, 105, 9999)).isEqualTo(new WriteLog.Answer.Untouched());
    assertThat(ask(QUIET, 104, 9999)).isEqualTo(new WriteLog.Answer.Unknown(new Timestamp(105)));
  }

  @Test
  void onlyKeysThatMatterCount() {
    log.add(write(BUSY, 110));

    assertThat(log.ask(BUSY, new Timestamp(100), new Timestamp(200), keys -> !keys.contains(KEY)))
        .isEqualTo(new WriteLog.Answer.Untouched());
  }

  private WriteLog.Answer ask(UUID index, long after, long upTo) {
    return log.ask(index, new Timestamp(after), new Timestamp(upTo), _ -> true);
  }

  private static WriteSet write(UUID index, long timestamp) {
    return new WriteSet(new Timestamp(timestamp), Map.of(index, List.of(KEY)));
  }
}

package dev.jensen.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import dev.jensen.client.ConnectionException;
import dev.jensen.client.ConvexClient;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketLoadTest {

  private static final int CALLERS = 4;
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final DrawnCall BUMP =
      new DrawnCall("ledger:bump", _ -> Value.Obj.of(Map.of("key", new Value.Float64(0))));

  private final LongAdder refused = new LongAdder();
  private @TempDir Path data;
  private Backend backend;
  private ConvexClient client;

  @BeforeEach
  void start() {
    backend =
        Jensen.builder(data)
            .functions(new Ledger())
            .tables(Ledger.Counter.class, Ledger.Account.class)
            .start();
    client = ConvexClient.of(backend.url());
  }

  @AfterEach
  void stop() {
    client.close();
    backend.close();
  }

  /// There are no counters.
  @Test
  void countsWhatFailsAsRefused() throws InterruptedException, ExecutionException {
    var result = new SocketLoad(client, BUMP, refused).run(CALLERS, SHORT);

    assertThat(result.latencies().getTotalCount()).isZero();
    assertThat(refused.sum()).isGreaterThanOrEqualTo(CALLERS);
  }

  @Test
  void failsWithItsClient() {
    client.close();

    assertThatThrownBy(() -> new SocketLoad(client, BUMP, refused).run(CALLERS, SHORT))
        .hasCauseInstanceOf(ConnectionException.class);
  }
}

package dev.jensen.backend.http;

import static dev.jensen.backend.http.RawFrames.FINAL;
import static dev.jensen.backend.http.RawFrames.TEXT;
import static dev.jensen.backend.http.RawFrames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.functions.FunctionApp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A client that asks for much and never reads it (`spec/sync-protocol.md` §10).
@Timeout(120)
class SilentReaderTest {

  private static final String KEY = "acme|" + "k".repeat(32);

  /// More than the buffers of a connection hold.
  private static final int QUERIES = 6;

  private static final int LENGTH = 6_000_000;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void itIsDroppedInTheEndAndKeepsNobodyWaiting(@TempDir Path data) throws Exception {
    var world = new HastenedWorld();
    var app =
        FunctionApp.of(new SoundClient.Notes(), new OldClientsTest.Texts())
            .withTables(SoundClient.Notes.Note.class);
    var options = BackendOptions.defaults(data.resolve("data")).withAdminKey(KEY);
    var client = RawSocket.newClient();
    try (var backend = Backend.start(options, JavaFunctions.of(app, "1"), world);
        var sound = new SoundClient(new RawSocket(client, backend.url()));
        var silent = new RawFrames(backend.url().getPort())) {
      silent.send(frame(FINAL | TEXT, connect())).send(frame(FINAL | TEXT, follow()));
      sound.goesOn();

      world.hasten(Duration.ofSeconds(110));
      sound.goesOn();
      assertThat(sessions(backend)).isEqualTo(2);

      world.hasten(Duration.ofSeconds(11));
      sound.goesOn();
      world.hasten(Duration.ofSeconds(11));
      sound.goesOn();
      while (sessions(backend) > 1) {
        Thread.onSpinWait();
      }
      assertThat(silent.rest().code()).isEqualTo(RawFrames.CUT);
      sound.goesOn();
    } finally {
      RawSocket.stop(client);
      http.close();
    }
  }

  private static String connect() {
    return "{\"type\":\"Connect\",\"sessionId\":\"00000000-0000-4000-8000-000000000001\",\"connectionCount\":0,\"lastCloseReason\":null}";
  }

  private static String follow() {
    var adds =
        IntStream.range(0, QUERIES)
            .mapToObj(id ->
                "{\"type\":\"Add\",\"queryId\":%d,\"udfPath\":\"texts:repeat\",\"args\":[{\"length\":%d}]}"
                    .formatted(id, LENGTH + id))
            .collect(Collectors.joining(","));
    return "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[%s]}"
        .formatted(adds);
  }

  private int sessions(Backend backend) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(backend.url().resolve("/metrics"))
            .header("Authorization", "Convex " + KEY)
            .build();
    return http.send(request, BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("jensen_sessions "))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  /// The real world, in which more time seems to have passed.
  private static final class HastenedWorld extends SystemWorld {

    private final AtomicLong ahead = new AtomicLong();

    void hasten(Duration duration) {
      ahead.addAndGet(duration.toNanos());
    }

    @Override
    public long nanoTime() {
      return super.nanoTime() + ahead.get();
    }
  }
}

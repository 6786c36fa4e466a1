package dev.jensen.backend.function.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.world.SystemWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActionIoTest {

  private static final String HOUR = "{\"id\":1,\"millis\":3600000}";

  private final SystemWorld world = new SystemWorld();
  private final ActionIo io = new ActionIo(world, new WebClient(world));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    io.close();
    threads.close();
  }

  /// Says when somebody reads, and gives nothing until it is closed.
  private static final class Silent extends InputStream {

    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      read.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      throw new IOException("closed");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void aSleepEndsWhenItIsCancelled() throws Exception {
    var sleep = later("jensen/sleep", HOUR);

    io.call("jensen/cancel", "{\"id\":1}");

    assertThat(sleep.get()).isEqualTo("null");
  }

  @Test
  void whatIsCancelledBeforeItArrivesDoesNotBegin() {
    io.call("jensen/cancel", "{\"id\":1}");

    assertThat(io.call("jensen/sleep", HOUR)).isEqualTo("null");
    assertThatThrownBy(() -> io.call("jensen/bodyWrite", "{\"handle\":1,\"chunk\":\"\"}"))
        .isInstanceOf(IoFailedException.class)
        .hasMessage("Aborted");
  }

  @Test
  void aReadThatWaitsIsCancelled() throws Exception {
    var silent = new Silent();
    io.offer(3, silent);
    var read = later("jensen/bodyRead", "{\"handle\":3}");
    silent.read.await();

    io.call("jensen/bodyCancel", "{\"handle\":3}");

    assertThat(failure(read)).isEqualTo("Aborted");
    assertThat(silent.closed.getCount()).isZero();
  }

  @Test
  void closingEndsWhatIsUnderWay() throws Exception {
    var silent = new Silent();
    io.offer(2, silent);
    var read = later("jensen/bodyRead", "{\"handle\":2}");
    silent.read.await();
    var sleep = later("jensen/sleep", HOUR);

    io.close();

    assertThat(failure(read)).isEqualTo("Aborted");
    assertThat(sleep.get()).isEqualTo("null");
    assertThat(io.call("jensen/sleep", "{\"id\":9,\"millis\":3600000}")).isEqualTo("null");
  }

  @Test
  void aBodyIsReadToItsEnd() {
    io.offer(1, new ByteArrayInputStream(new byte[] {1, 2, 3}));

    assertThat(io.call("jensen/bodyRead", "{\"handle\":1}")).isEqualTo("{\"chunk\":\"AQID\"}");
    assertThat(io.call("jensen/bodyRead", "{\"handle\":1}")).isEqualTo("{\"done\":true}");
    assertThatThrownBy(() -> io.call("jensen/bodyRead", "{\"handle\":1}"))
        .hasMessage("The body is gone");
  }

  @Test
  void aReadGivesWhatIsThereAndWaitsForNoMore() throws Exception {
    var out = new PipedOutputStream();
    io.offer(1, new PipedInputStream(out, 1 << 20));
    out.write("there".getBytes(StandardCharsets.UTF_8));

    String read = io.call("jensen/bodyRead", "{\"handle\":1}");

    assertThat(read).isEqualTo("{\"chunk\":\"%s\"}".formatted(base64("there")));
  }

  @Test
  void oneReadGivesABoundedPiece() {
    io.offer(1, new ByteArrayInputStream(new byte[1 << 20]));

    String read = io.call("jensen/bodyRead", "{\"handle\":1}");

    assertThat(read).hasSize("{\"chunk\":\"\"}".length() + (65536 + 2) / 3 * 4);
  }

  @Test
  void whatIsWrittenIsReadInOrderAndWritersWait() throws Exception {
    var written = io.written(1);
    var writer =
        threads.submit(() -> {
          for (int i = 0; i < 100; i++) {
            io.call(
                "jensen/bodyWrite", "{\"handle\":1,\"chunk\":\"%s\"}".formatted(base64(i + ",")));
          }
          return io.call("jensen/bodyClose", "{\"handle\":1}");
        });

    String text = new String(written.readAllBytes(), StandardCharsets.UTF_8);

    assertThat(text).startsWith("0,1,2,").endsWith(",98,99,");
    assertThat(writer.get()).isEqualTo("null");
  }

  @Test
  void aWriterLearnsThatNobodyReads() throws Exception {
    var written = io.written(1);
    var writer =
        threads.submit(() -> {
          while (true) {
            io.call("jensen/bodyWrite", "{\"handle\":1,\"chunk\":\"AQID\"}");
          }
        });
    assertThat(written.read()).isEqualTo(1);

    written.close();

    // Between two writes there is no body left to be told of.
    assertThat(failure(writer)).isIn("The body is no longer wanted", "Aborted");
  }

  @Test
  void aReaderLearnsThatAWriterFailed() {
    var written = io.written(1);

    io.call("jensen/bodyFail", "{\"handle\":1,\"message\":\"no more\"}");

    assertThatThrownBy(written::read).isInstanceOf(IOException.class).hasMessage("no more");
  }

  @Test
  void thereMayBeOnlySoMuchAtOnce() {
    for (int i = 0; i < Limits.DEFAULT.openMax(); i++) {
      io.offer(i, InputStream.nullInputStream());
    }

    assertThatThrownBy(() -> io.call("jensen/sleep", "{\"id\":-1,\"millis\":1}"))
        .hasMessageStartingWith("Too many operations: 1000 are under way");
  }

  @Test
  void unknownOperationsAreRefused() {
    assertThatThrownBy(() -> io.call("jensen/dance", "{}"))
        .hasMessage("Unknown async operation jensen/dance");
  }

  private Future<String> later(String operation, String json) {
    return threads.submit(() -> io.call(operation, json));
  }

  private static String failure(Future<?> future) throws InterruptedException {
    try {
      throw new AssertionError(future.get());
    } catch (ExecutionException e) {
      return String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

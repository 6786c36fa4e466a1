package dev.jensen.backend.function.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What a process prints: the first lines go to the log, the last are kept to tell why it died.
///
/// Thread-safe.
public final class ProcessOutput {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessOutput.class);

  private static final int LINES_KEPT_MAX = 40;
  private static final int LINE_CHARACTERS_MAX = 500;
  private static final int END_SECONDS_MAX = 2;

  private final Level level;
  private final int linesLoggedMax;
  private final Deque<String> kept = new ArrayDeque<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  /// @param level of the log lines
  /// @param linesLoggedMax how many lines go to the log
  public ProcessOutput(Level level, int linesLoggedMax) {
    this.level = level;
    this.linesLoggedMax = linesLoggedMax;
  }

  /// Reads until the process closes its output.
  public void follow(BufferedReader reader, long pid) {
    try (reader) {
      int count = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String start = line.substring(0, Math.min(line.length(), LINE_CHARACTERS_MAX));
        keep(start);
        if (count++ < linesLoggedMax) {
          LOG.atLevel(level).log("process {}: {}", pid, start);
        }
      }
    } catch (IOException e) {
      LOG.debug("output of process {} ended: {}", pid, e.getMessage());
    } finally {
      ended.countDown();
    }
  }

  /// Waits for the last line of a process that is gone. Not for long: what it started may live on
  /// and hold the output.
  public void awaitEnd() {
    try {
      var _ = ended.await(END_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether one of the last lines contains `words`.
  public synchronized boolean mentions(String words) {
    return kept.stream().anyMatch(line -> line.contains(words));
  }

  /// The last lines, one per line.
  public synchronized String lastLines() {
    return String.join("\n", kept);
  }

  private synchronized void keep(String line) {
    kept.addLast(line);
    if (kept.size() > LINES_KEPT_MAX) {
      kept.removeFirst();
    }
  }
}

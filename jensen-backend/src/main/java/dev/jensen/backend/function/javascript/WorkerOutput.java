package dev.jensen.backend.function.javascript;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a worker process prints: the first lines go to the log, the last are kept to tell why it
/// died.
final class WorkerOutput {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerOutput.class);

  private static final int LINES_LOGGED_MAX = 40;
  private static final int LINES_KEPT_MAX = 40;
  private static final int LINE_CHARACTERS_MAX = 500;

  private final Deque<String> kept = new ArrayDeque<>();

  /// Reads until the process closes its output.
  void follow(BufferedReader reader, long pid) {
    try (reader) {
      int count = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String start = line.substring(0, Math.min(line.length(), LINE_CHARACTERS_MAX));
        keep(start);
        if (count++ < LINES_LOGGED_MAX) {
          LOG.info("worker {}: {}", pid, start);
        }
      }
    } catch (IOException e) {
      LOG.debug("output of worker {} ended: {}", pid, e.getMessage());
    }
  }

  /// Whether one of the last lines contains `words`.
  synchronized boolean mentions(String words) {
    return kept.stream().anyMatch(line -> line.contains(words));
  }

  private synchronized void keep(String line) {
    kept.addLast(line);
    if (kept.size() > LINES_KEPT_MAX) {
      kept.removeFirst();
    }
  }
}

package dev.jensen.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The rows of `js/live`, and the messages of the sync protocol that follow and change them.
///
/// A row has a key, and a value of the form `beat-7` that says how often anything was changed.
final class Beats {

  /// Where the sync protocol is spoken.
  static final String PATH = "/api/sync";

  /// What stands before the number in a value.
  static final Marker NUMBER = new Marker("beat-");

  /// Stands in a transition once for every result.
  static final Marker RESULT = new Marker("\"type\":\"QueryUpdated\"");

  private static final int FILLED_AT_ONCE = 2_000;

  private Beats() {}

  /// Installs the functions' project and returns its directory.
  static Path project() {
    return JavaScriptProject.install("live");
  }

  /// Makes rows with the keys from 0 to `rows`, exclusive.
  static void fill(int port, int rows) throws IOException {
    try (var connection = new HttpConnection(port)) {
      for (int first = 0; first < rows; first += FILLED_AT_ONCE) {
        int count = Math.min(FILLED_AT_ONCE, rows - first);
        String answer =
            connection.post(
                "/api/mutation",
                "{\"path\":\"beats:fill\",\"args\":[{\"first\":%d,\"count\":%d}]}"
                    .formatted(first, count));
        if (!answer.contains("\"status\":\"success\"")) {
          throw new IllegalStateException("filling failed: %s".formatted(answer));
        }
      }
    }
  }

  /// The value of a row after change number `number`.
  static String value(long number) {
    return "beat-%d".formatted(number);
  }

  /// A client that subscribes to the rows with `keys`, in this order, and gets their values.
  static Exchange follow(IntStream keys) {
    int[] all = keys.toArray();
    String added =
        IntStream.range(0, all.length)
            .mapToObj(query ->
                "{\"type\":\"Add\",\"queryId\":%d,\"udfPath\":\"beats:get\",\"args\":[{\"key\":%d}]}"
                    .formatted(query, all[query]))
            .collect(Collectors.joining(","));
    String modify =
        "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[%s]}"
            .formatted(added);
    return new Exchange(List.of(connect(), modify), RESULT, all.length);
  }

  /// A client that changes one row and is told that it is done.
  ///
  /// @param number of the change, which no other client of the same session has used
  static Exchange set(int key, long number) {
    return new Exchange(
        "{\"type\":\"Mutation\",\"requestId\":%d,\"udfPath\":\"beats:set\",\"args\":[{\"key\":%d,\"value\":\"%s\"}]}"
            .formatted(number, key, value(number)),
        "\"type\":\"MutationResponse\"");
  }

  /// A client that only says who it is.
  static WebSocket connected(int port) {
    return WebSocket.open(port, PATH, new Exchange(List.of(connect()), RESULT, 0));
  }

  private static String connect() {
    return "{\"type\":\"Connect\",\"sessionId\":\"%s\",\"connectionCount\":0,\"lastCloseReason\":\"InitialConnect\",\"clientTs\":%d}"
        .formatted(UUID.randomUUID(), System.currentTimeMillis());
  }
}

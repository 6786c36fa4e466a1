package dev.jensen.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Messages of a client and what a server answers.
///
/// @param answer stands in messages of the server, `times` times, once it is done
record Exchange(List<String> messages, Marker answer, int times) {

  private static final List<Marker> REFUSALS =
      List.of(
          new Marker("\"type\":\"FatalError\""),
          new Marker("\"type\":\"QueryFailed\""),
          new Marker("\"success\":false"),
          new Marker("\"op\":\"error\""));

  Exchange {
    messages = List.copyOf(messages);
  }

  /// One message that is answered once.
  Exchange(String message, String answer) {
    this(List.of(message), new Marker(answer), 1);
  }

  /// How many answers are in a message of the server.
  ///
  /// @throws IllegalStateException if it is a refusal
  int answersIn(ByteBuffer message) {
    if (REFUSALS.stream().anyMatch(refusal -> refusal.count(message) > 0)) {
      throw new IllegalStateException(
          "refused: %s".formatted(StandardCharsets.UTF_8.decode(message.duplicate())));
    }
    return answer.count(message);
  }
}

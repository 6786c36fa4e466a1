package dev.jensen.client;

import dev.jensen.wire.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A recorded conversation of the official client, with something in place of all that differed
/// from run to run.
record GoldenTrace(List<Event> events) {

  /// What stands for the admin key.
  static final String KEY = "acme|secret";

  private static final Path TRACES =
      Path.of("..", "jensen-cli", "src", "test", "resources", "clients");
  private static final Pattern MASKED_TIME = Pattern.compile("\"t(\\d+)\"");
  private static final Pattern MASKED_TEXT = Pattern.compile("\"(\\d+) characters\"");
  private static final Pattern CLOSED = Pattern.compile("- closed with (\\d+)");
  private static final List<String> OF_ONE_RUN = List.of("clientTs", "sessionId");

  sealed interface Event {

    /// The client says this.
    record Said(JsonNode frame) implements Event {}

    /// The deployment says this; in several parts if it is long.
    record Answered(List<String> parts) implements Event {

      JsonNode whole() {
        var frames = parts.stream().map(JsonMapper.shared()::readTree).toList();
        return frames.size() == 1
            ? frames.getFirst()
            : JsonMapper.shared()
                .readTree(String.join("", frames.stream().map(Answered::chunk).toList()));
      }

      private static String chunk(JsonNode frame) {
        return frame.get("chunk").asString();
      }
    }

    /// The socket ends.
    record Closed(int code) implements Event {}
  }

  static GoldenTrace read(String name) throws IOException {
    var events = new ArrayList<Event>();
    var parts = new ArrayList<String>();
    for (var line : Files.readAllLines(TRACES.resolve(name))) {
      var closed = CLOSED.matcher(line);
      if (closed.matches()) {
        events.add(new Event.Closed(Integer.parseInt(closed.group(1))));
      } else if (line.startsWith("C ")) {
        events.add(new Event.Said(said(line.substring(2))));
      } else if (line.contains("\"PART\"")) {
        parts.add(line.substring(2));
      } else if (line.startsWith("= ")) {
        events.add(new Event.Answered(filled(parts, unmasked(line.substring(2)))));
        parts.clear();
      } else if (line.startsWith("S ")) {
        events.add(new Event.Answered(List.of(unmasked(line.substring(2)))));
      }
    }
    return new GoldenTrace(events);
  }

  /// The token that the user has in it.
  String token() {
    return frames()
        .filter(frame -> frame.path("tokenType").asString("").equals("User"))
        .map(frame -> frame.get("value").asString())
        .findFirst()
        .orElseThrow();
  }

  /// The last result of the first query.
  JsonNode lastResult() {
    return frames()
        .flatMap(frame -> frame.path("modifications").valueStream())
        .filter(change -> change.path("type").asString("").equals("QueryUpdated"))
        .filter(change -> change.get("queryId").asInt() == 0)
        .map(change -> change.get("value"))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private Stream<JsonNode> frames() {
    return events.stream()
        .flatMap(event ->
            switch (event) {
              case Event.Said said -> Stream.of(said.frame());
              case Event.Answered answered -> Stream.of(answered.whole());
              case Event.Closed closed -> Stream.of();
            });
  }

  /// What two clients that do the same say alike.
  static JsonNode comparable(JsonNode frame) {
    return ((ObjectNode) frame).without(OF_ONE_RUN);
  }

  private static JsonNode said(String frame) {
    // A journal of null is none, and this client leaves it out.
    return comparable(
        JsonMapper.shared().readTree(unmasked(frame).replace(",\"journal\":null", "")));
  }

  /// The recorded parts with the text of the whole in them.
  private static List<String> filled(List<String> parts, String whole) {
    int size = (whole.length() + parts.size() - 1) / parts.size();
    return IntStream.range(0, parts.size())
        .mapToObj(i ->
            filled(
                parts.get(i), whole.substring(i * size, Math.min((i + 1) * size, whole.length()))))
        .toList();
  }

  private static String filled(String part, String chunk) {
    return part.replace("\"PART\"", JsonMapper.shared().writeValueAsString(chunk));
  }

  private static String unmasked(String frame) {
    var timed =
        MASKED_TIME
            .matcher(frame)
            .replaceAll(time -> '"' + new Timestamp(Long.parseLong(time.group(1))).encode() + '"');
    var text =
        MASKED_TEXT
            .matcher(timed)
            .replaceAll(length -> '"' + "x".repeat(Integer.parseInt(length.group(1))) + '"');
    return text.replace("\"N\"", "1").replace("\"KEY\"", '"' + KEY + '"');
  }
}

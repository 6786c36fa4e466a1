package dev.jensen.backend.function.node;

import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.Syscall;
import dev.jensen.wire.worker.Thrown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a `node` process tells, or what becomes of it and of what it asked.
sealed interface FromNode {

  /// It can be given something to do.
  record Ready() implements FromNode {}

  /// The action begins: nothing of it has run before.
  record Begun() implements FromNode {}

  /// The action calls the server.
  record Asked(long number, Syscall call) implements FromNode {}

  /// The action wrote a console line.
  record Logged(LogLine line) implements FromNode {}

  /// What it was given to do has ended.
  record Done(Ending ending) implements FromNode {}

  /// It must be given nothing more.
  record Retired() implements FromNode {}

  /// It is gone.
  record Lost(LostProcess why) implements FromNode {}

  /// The server itself failed to answer a call.
  record Broken(RuntimeException why) implements FromNode {}

  /// How an action, or the analysis of a module, ended.
  sealed interface Ending {

    /// The action returned encoded JSON text.
    record Returned(String json) implements Ending {}

    /// The module was analyzed.
    record Analyzed(JsonNode functions) implements Ending {}

    record Threw(Thrown thrown) implements Ending {}

    /// It could not be done.
    ///
    /// @param code the word for the developer's mistake, or null
    record Refused(String message, @Nullable String code) implements Ending {}

    /// The action returned something that is no answer.
    record Invalid(String why) implements Ending {}

    record TooLarge(long bytes) implements Ending {}
  }

  /// Reads a message of the host script.
  ///
  /// @throws IllegalStateException if it is none
  static FromNode parse(JsonNode json) {
    return switch (json.path("kind").asString("")) {
      case "ready" -> new Ready();
      case "begun" -> new Begun();
      case "ask" ->
          new Asked(
              json.path("number").asLong(),
              new Syscall(json.path("operation").asString(), json.path("arguments").asString()));
      case "line" -> new Logged(line(json));
      case "done" -> new Done(ending(json));
      case "retire" -> new Retired();
      case String other ->
          throw new IllegalStateException("a node process said \"%s\"".formatted(other));
    };
  }

  private static LogLine line(JsonNode json) {
    return new LogLine(
        LogLine.Level.valueOf(json.path("level").asString()),
        json.path("messages").valueStream().map(JsonNode::asString).toList(),
        Instant.ofEpochMilli(json.path("time").asLong()),
        json.path("truncated").asBoolean());
  }

  private static Ending ending(JsonNode json) {
    if (json.has("returned")) {
      return new Ending.Returned(json.get("returned").asString());
    }
    if (json.has("functions")) {
      return new Ending.Analyzed(json.get("functions"));
    }
    if (json.has("refused")) {
      return new Ending.Refused(json.get("refused").asString(), optional(json.get("code")));
    }
    if (json.has("invalid")) {
      return new Ending.Invalid(json.get("invalid").asString());
    }
    if (json.has("tooLarge")) {
      return new Ending.TooLarge(json.get("tooLarge").asLong());
    }
    var thrown = json.path("thrown");
    return new Ending.Threw(
        new Thrown(
            thrown.path("message").asString(),
            thrown.path("stack").asString(),
            optional(thrown.get("data"))));
  }

  private static @Nullable String optional(@Nullable JsonNode text) {
    return text == null || text.isNull() ? null : text.asString();
  }
}

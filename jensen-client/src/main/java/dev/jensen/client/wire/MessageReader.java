package dev.jensen.client.wire;

import dev.jensen.client.wire.ServerMessage.Modification;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what a deployment sends over a socket.
///
/// Members come in any order and `type` may be the last one, so what the members of all messages
/// say is gathered first. Members that nobody knows are skipped.
public final class MessageReader {

  private @Nullable String type;
  private @Nullable StateVersion start;
  private @Nullable StateVersion end;
  private List<Modification> modifications = List.of();
  private long requestId = -1;
  private boolean isSuccess;
  private final Outcome outcome = new Outcome();
  private @Nullable Timestamp timestamp;
  private String error = "";
  private long baseVersion;
  private boolean wasAttempted;
  private @Nullable String chunk;
  private int part;
  private int parts;
  private String transitionId = "";

  private MessageReader() {}

  /// The message that `text` is.
  ///
  /// @throws MalformedMessageException if it is none
  public static ServerMessage read(String text) {
    var reader = new MessageReader();
    JsonObject.read(text, reader::take);
    return reader.message();
  }

  private void take(String name, JsonObject value) {
    switch (name) {
      case "type" -> type = value.text();
      case "startVersion" -> start = version(value);
      case "endVersion" -> end = version(value);
      case "modifications" -> modifications = value.elements(MessageReader::modification);
      case "requestId" -> requestId = value.number();
      case "success" -> isSuccess = value.isTrue();
      case "ts" -> timestamp = value.isNull() ? null : value.timestamp();
      case "error" -> error = value.text();
      case "baseVersion" -> baseVersion = value.isNull() ? 0 : value.number();
      case "authUpdateAttempted" -> wasAttempted = value.isTrue();
      case "chunk" -> chunk = value.text();
      case "partNumber" -> part = value.smallNumber();
      case "totalParts" -> parts = value.smallNumber();
      case "transitionId" -> transitionId = value.text();
      default -> outcome.take(name, value);
    }
  }

  private ServerMessage message() {
    return switch (require(type, "type")) {
      case "Transition" ->
          new ServerMessage.Transition(
              require(start, "startVersion"), require(end, "endVersion"), modifications);
      case "TransitionChunk" ->
          new ServerMessage.TransitionChunk(require(chunk, "chunk"), part, parts, transitionId);
      case "MutationResponse" ->
          new ServerMessage.MutationResponse(
              requestId, outcome.of(isSuccess), isSuccess ? require(timestamp, "ts") : null);
      case "ActionResponse" -> new ServerMessage.ActionResponse(requestId, outcome.of(isSuccess));
      case "AuthError" -> new ServerMessage.AuthError(error, baseVersion, wasAttempted);
      case "FatalError" -> new ServerMessage.FatalError(error);
      case "Ping" -> new ServerMessage.Ping();
      case String other -> new ServerMessage.Unknown(other);
    };
  }

  private static StateVersion version(JsonObject json) {
    long[] numbers = new long[2];
    var timestamps = new Timestamp[] {Timestamp.ZERO};
    json.members((name, value) -> {
      switch (name) {
        case "querySet" -> numbers[0] = value.number();
        case "identity" -> numbers[1] = value.number();
        case "ts" -> timestamps[0] = value.timestamp();
        default -> {}
      }
    });
    return new StateVersion(numbers[0], numbers[1], timestamps[0]);
  }

  private static Modification modification(JsonObject json) {
    var draft = new ModificationDraft();
    json.members(draft::take);
    return draft.modification();
  }

  private static <T> T require(@Nullable T member, String name) {
    if (member == null) {
      throw new MalformedMessageException("no %s".formatted(name));
    }
    return member;
  }

  private static final class ModificationDraft {

    private @Nullable String type;
    private long queryId = -1;
    private @Nullable String journal;
    private final Outcome outcome = new Outcome();

    void take(String name, JsonObject value) {
      switch (name) {
        case "type" -> type = value.text();
        case "queryId" -> queryId = value.number();
        case "journal" -> journal = value.optionalText();
        default -> outcome.take(name, value);
      }
    }

    Modification modification() {
      return switch (require(type, "type")) {
        case "QueryUpdated" -> new Modification.Ran(queryId, outcome.of(true), journal);
        case "QueryFailed" -> new Modification.Ran(queryId, outcome.of(false), journal);
        case "QueryRemoved" -> new Modification.Removed(queryId);
        case String other ->
            throw new MalformedMessageException("unknown modification %s".formatted(other));
      };
    }
  }

  /// The members that say how a function ended.
  private static final class Outcome {

    private static final Value NULL = new Value.Null();

    private Value result = NULL;
    private @Nullable String message;
    private @Nullable Value data;
    private List<String> logLines = List.of();

    void take(String name, JsonObject value) {
      switch (name) {
        case "value", "result" -> result = value.value();
        case "errorMessage" -> message = value.text();
        case "errorData" -> data = value.value();
        case "logLines" -> logLines = value.elements(JsonObject::text);
        default -> {}
      }
    }

    FunctionOutcome of(boolean isSuccess) {
      if (isSuccess) {
        return new FunctionOutcome.Success(result, logLines);
      }
      String text = message;
      if (text == null && result instanceof Value.Text words) {
        text = words.value();
      }
      return new FunctionOutcome.Failure(require(text, "message"), data, logLines);
    }
  }

  /// How a call over HTTP ended (`spec/http-api.md` §4.1).
  ///
  /// @throws MalformedMessageException if `text` does not say so
  public static FunctionOutcome readHttpAnswer(String text) {
    var outcome = new Outcome();
    var status = new StringBuilder();
    JsonObject.read(
        text,
        (name, value) -> {
          if (name.equals("status")) {
            status.append(value.text());
          } else {
            outcome.take(name, value);
          }
        });
    return switch (status.toString()) {
      case "success" -> outcome.of(true);
      case "error" -> outcome.of(false);
      default -> throw new MalformedMessageException("no status");
    };
  }

  /// A refusal (`spec/http-api.md` §2.2).
  ///
  /// @param code null if `text` has none, as what stands between client and deployment may send
  public record Refusal(@Nullable String code, String message) {}

  /// What a refusal says.
  public static Refusal readRefusal(String text) {
    var members = new @Nullable String[2];
    try {
      JsonObject.read(
          text,
          (name, value) -> {
            switch (name) {
              case "code" -> members[0] = value.text();
              case "message" -> members[1] = value.text();
              default -> {}
            }
          });
    } catch (MalformedMessageException notOurs) {
      return new Refusal(null, text);
    }
    return new Refusal(members[0], members[1] == null ? text : members[1]);
  }
}

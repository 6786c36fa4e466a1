package dev.jensen.backend.sync;

import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LiveResult;
import dev.jensen.backend.function.ResultText;
import dev.jensen.value.JsonFormat;
import dev.jensen.wire.Timestamp;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes what clients are told (`spec/sync-protocol.md` §5).
///
/// @param text what they may hear of functions' messages and logs
record ServerMessages(ResultText text) {

  static final String PING = "{\"type\":\"Ping\"}";

  private static final JsonFactory JSON = new JsonFactory();

  /// What a client's results were computed for.
  record Version(long querySet, long identity, Timestamp timestamp) {

    static final Version FIRST = new Version(0, 0, Timestamp.ZERO);
  }

  /// A change of one query's result.
  sealed interface Change {

    /// A new result.
    ///
    /// @param requestId for the message of a failure
    record Updated(long query, LiveResult result, String requestId) implements Change {}

    /// The client no longer wants to hear of it.
    record Removed(long query) implements Change {}
  }

  /// All changes since the last one.
  ///
  /// @param skewMillis the client's clock minus ours, or null if it is unknown
  /// @param nowNanos our wall clock
  String transition(
      Version start, Version end, List<Change> changes, @Nullable Long skewMillis, long nowNanos) {
    return message(
        "Transition",
        json -> {
          write("startVersion", start, json);
          write("endVersion", end, json);
          json.writeArrayPropertyStart("modifications");
          changes.forEach(change -> write(change, json));
          json.writeEndArray();
          if (skewMillis != null) {
            json.writeNumberProperty("clientClockSkew", skewMillis);
          }
          json.writeNumberProperty("serverTs", nowNanos);
        });
  }

  private static void write(String name, Version version, JsonGenerator json) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("querySet", version.querySet());
    json.writeNumberProperty("identity", version.identity());
    json.writeStringProperty("ts", version.timestamp().encode());
    json.writeEndObject();
  }

  private void write(Change change, JsonGenerator json) {
    json.writeStartObject();
    switch (change) {
      case Change.Removed(var query) -> {
        json.writeStringProperty("type", "QueryRemoved");
        json.writeNumberProperty("queryId", query);
      }
      case Change.Updated(var query, var result, var requestId) -> {
        switch (result.result()) {
          case FunctionResult.Success(var value, _) -> {
            json.writeStringProperty("type", "QueryUpdated");
            json.writeName("value");
            JsonFormat.ENCODED.write(value, json);
          }
          case FunctionResult.Failure failure -> {
            json.writeStringProperty("type", "QueryFailed");
            json.writeStringProperty("errorMessage", text.message(failure, requestId));
            writeData(failure, json);
          }
        }
        json.writeNumberProperty("queryId", query);
        writeLines(result.result(), json);
        json.writeStringProperty("journal", result.journal());
      }
    }
    json.writeEndObject();
  }

  private static void writeData(FunctionResult.Failure failure, JsonGenerator json) {
    if (failure.data() != null) {
      json.writeName("errorData");
      JsonFormat.ENCODED.write(failure.data(), json);
    }
  }

  private void writeLines(FunctionResult result, JsonGenerator json) {
    json.writeArrayPropertyStart("logLines");
    text.lines(result).forEach(json::writeString);
    json.writeEndArray();
  }

  String mutationResponse(long request, CommittedResult committed, String requestId) {
    return message(
        "MutationResponse",
        json -> {
          var timestamp = committed.timestamp();
          json.writeStringProperty("ts", timestamp == null ? null : timestamp.encode());
          writeResponse(request, committed.result(), requestId, json);
        });
  }

  String actionResponse(long request, FunctionResult result, String requestId) {
    return message("ActionResponse", json -> writeResponse(request, result, requestId, json));
  }

  private void writeResponse(
      long request, FunctionResult result, String requestId, JsonGenerator json) {
    json.writeNumberProperty("requestId", request);
    switch (result) {
      case FunctionResult.Success(var value, _) -> {
        json.writeBooleanProperty("success", true);
        json.writeName("result");
        JsonFormat.ENCODED.write(value, json);
      }
      case FunctionResult.Failure failure -> {
        json.writeBooleanProperty("success", false);
        json.writeStringProperty("result", text.message(failure, requestId));
        writeData(failure, json);
      }
    }
    writeLines(result, json);
  }

  static String authError(String error, long baseVersion) {
    return message(
        "AuthError",
        json -> {
          json.writeStringProperty("error", error);
          json.writeNumberProperty("baseVersion", baseVersion);
          json.writeBooleanProperty("authUpdateAttempted", true);
        });
  }

  static String fatalError(String error) {
    return message("FatalError", json -> json.writeStringProperty("error", error));
  }

  private static String message(String type, Consumer<JsonGenerator> fields) {
    var out = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("type", type);
      fields.accept(json);
      json.writeEndObject();
    }
    return out.toString();
  }
}

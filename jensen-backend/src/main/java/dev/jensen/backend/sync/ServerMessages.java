package dev.jensen.backend.sync;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.jensen.backend.function.CommittedResult;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LiveResult;
import dev.jensen.backend.function.ResultText;
import dev.jensen.value.JsonFormat;
import dev.jensen.wire.Timestamp;
import java.io.StringWriter;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes what clients are told (`spec/sync-protocol.md` §5).
///
/// Thread-safe.
final class ServerMessages {

  static final String PING = "{\"type\":\"Ping\"}";

  private static final JsonFactory JSON = new JsonFactory();
  private static final long SHARED_CHARS_MAX = 32 << 20;

  private final ResultText text;

  /// Texts of results, by the object that is the result: its many subscribers share the work.
  private final Cache<FunctionResult, Shared> shared =
      Caffeine.newBuilder()
          .weakKeys()
          .maximumWeight(SHARED_CHARS_MAX)
          .<FunctionResult, Shared>weigher((_, shared) -> shared.text().length())
          .executor(Runnable::run)
          .build();

  /// @param text what clients may hear of functions' messages and logs
  ServerMessages(ResultText text) {
    this.text = text;
  }

  /// What every subscriber is told of a result, without the number of its query.
  record Shared(String text, ResultDigest digest) {}

  /// What a client's results were computed for.
  record Version(long querySet, long identity, Timestamp timestamp) {

    static final Version FIRST = new Version(0, 0, Timestamp.ZERO);
  }

  /// A change of one query's result.
  sealed interface Change {

    /// A new result.
    ///
    /// @param text what [#shared] made of it
    record Updated(long query, String text) implements Change {}

    /// The client no longer wants to hear of it.
    record Removed(long query) implements Change {}
  }

  /// All changes since the last one.
  ///
  /// @param skewMillis the client's clock minus ours, or null if it is unknown
  /// @param nowNanos our wall clock
  String transition(
      Version start,
      Version end,
      Collection<Change> changes,
      @Nullable Long skewMillis,
      long nowNanos) {
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

  private static void write(Change change, JsonGenerator json) {
    switch (change) {
      case Change.Removed(var query) -> {
        json.writeStartObject();
        json.writeStringProperty("type", "QueryRemoved");
        json.writeNumberProperty("queryId", query);
        json.writeEndObject();
      }
      case Change.Updated(var query, var members) ->
          json.writeRawValue("{\"queryId\":" + query + ',' + members);
    }
  }

  /// The members of a result's message after its query's number, and the brace that ends them.
  ///
  /// @param requestId for the message of a failure
  Shared shared(LiveResult live, String requestId) {
    return shared.get(
        live.result(),
        result -> {
          // Neither the journal nor the request's number makes it another result.
          var bare = members(result, "");
          var told = result instanceof FunctionResult.Failure ? members(result, requestId) : bare;
          var journal = object(json -> json.writeStringProperty("journal", live.journal()));
          return new Shared("%s,%s".formatted(told, journal.substring(1)), ResultDigest.of(bare));
        });
  }

  /// Without braces around them.
  private String members(FunctionResult result, String requestId) {
    var object =
        object(json -> {
          switch (result) {
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
          writeLines(result, json);
        });
    return object.substring(1, object.length() - 1);
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

  static String authError(String error, long baseVersion, boolean isUpdate) {
    return message(
        "AuthError",
        json -> {
          json.writeStringProperty("error", error);
          json.writeNumberProperty("baseVersion", baseVersion);
          json.writeBooleanProperty("authUpdateAttempted", isUpdate);
        });
  }

  /// One of the parts that a long transition is cut into.
  ///
  /// @param id the same for all of them
  static String chunk(String part, int number, int total, String id) {
    return message(
        "TransitionChunk",
        json -> {
          json.writeStringProperty("chunk", part);
          json.writeNumberProperty("partNumber", number);
          json.writeNumberProperty("totalParts", total);
          json.writeStringProperty("transitionId", id);
        });
  }

  static String fatalError(String error) {
    return message("FatalError", json -> json.writeStringProperty("error", error));
  }

  private static String message(String type, Consumer<JsonGenerator> fields) {
    return object(json -> {
      json.writeStringProperty("type", type);
      fields.accept(json);
    });
  }

  private static String object(Consumer<JsonGenerator> members) {
    var out = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    return out.toString();
  }
}

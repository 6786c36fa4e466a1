package dev.jensen.backend.http;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The JSON body of a function call (`spec/http-api.md` §4.1); unknown members are ignored.
///
/// @param path null if absent
/// @param arguments null if absent or undecodable
/// @param undecodable why the arguments are no values, or null if they are
/// @param format the name of the wanted output encoding, or null
/// @param timestamp the text of `ts`, or null
/// @param component the text of `componentPath`, or null
record CallBody(
    @Nullable String path,
    @Nullable Value arguments,
    @Nullable String undecodable,
    @Nullable String format,
    @Nullable String timestamp,
    @Nullable String component) {

  private static final JsonFactory JSON = new JsonFactory();

  /// Reads one call.
  ///
  /// @throws HttpFailure if it is malformed
  static CallBody parse(byte[] body) {
    return parse(body, CallBody::read);
  }

  /// Reads `{"queries": [call, …]}`.
  ///
  /// @throws HttpFailure if it is malformed
  static List<CallBody> parseBatch(byte[] body) {
    return parse(body, CallBody::readBatch);
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(JsonParser parser);
  }

  private static <T> T parse(byte[] body, Reader<T> reader) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "it is no object");
      var result = reader.read(parser);
      require(parser.nextToken() == null, "something follows the object");
      return result;
    } catch (JacksonException e) {
      throw malformed(e.getOriginalMessage());
    }
  }

  private static List<CallBody> readBatch(JsonParser parser) {
    @Nullable List<CallBody> calls = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      if (name.equals("queries")) {
        require(parser.currentToken() == JsonToken.START_ARRAY, "`queries` is no array");
        calls = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          require(parser.currentToken() == JsonToken.START_OBJECT, "a query is no object");
          calls.add(read(parser));
        }
      } else {
        parser.skipChildren();
      }
    }
    if (calls == null) {
      throw malformed("missing field `queries`");
    }
    return calls;
  }

  private static CallBody read(JsonParser parser) {
    @Nullable String path = null;
    @Nullable Value arguments = null;
    @Nullable String undecodable = null;
    @Nullable String format = null;
    @Nullable String timestamp = null;
    @Nullable String component = null;
    int depth = parser.streamReadContext().getNestingDepth();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "path" -> path = text(parser, name);
        case "args" -> {
          try {
            arguments = JsonFormat.ENCODED.read(parser);
          } catch (InvalidValueException e) {
            undecodable = e.getMessage();
            skipTo(parser, depth);
          }
        }
        case "format" -> format = nullableText(parser, name);
        case "ts" -> timestamp = text(parser, name);
        case "componentPath" -> component = nullableText(parser, name);
        default -> parser.skipChildren();
      }
    }
    return new CallBody(path, arguments, undecodable, format, timestamp, component);
  }

  /// Goes on to the last token of a value that could not be decoded.
  ///
  /// @param depth of nesting around the value
  private static void skipTo(JsonParser parser, int depth) {
    while (parser.streamReadContext().getNestingDepth() > depth) {
      if (parser.nextToken() == null) {
        throw malformed("it ends too early");
      }
    }
  }

  private static String text(JsonParser parser, String name) {
    require(
        parser.currentToken() == JsonToken.VALUE_STRING, "`%s` must be a string".formatted(name));
    return parser.getString();
  }

  private static @Nullable String nullableText(JsonParser parser, String name) {
    return parser.currentToken() == JsonToken.VALUE_NULL ? null : text(parser, name);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw malformed(otherwise);
    }
  }

  private static HttpFailure malformed(@Nullable String why) {
    return HttpFailure.badRequest(
        "BadJsonBody", "Failed to parse the request body as JSON: %s".formatted(why));
  }
}

package dev.jensen.client.wire;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Walks through the members of JSON objects, in whatever order they come.
final class JsonObject {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;

  private JsonObject(JsonParser parser) {
    this.parser = parser;
  }

  /// Takes one member: reads its value with this object's methods, or leaves it.
  @FunctionalInterface
  interface Member {
    void take(String name, JsonObject value);
  }

  /// Reads all of `text`, which is one object.
  ///
  /// @throws MalformedMessageException if it is not, or a member is not what it should be
  static void read(String text, Member member) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      new JsonObject(parser).members(member);
      if (parser.nextToken() != null) {
        throw new MalformedMessageException("something follows the message");
      }
    } catch (InvalidValueException e) {
      throw new MalformedMessageException("no value: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new MalformedMessageException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Reads the object here.
  void members(Member member) {
    require(JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      member.take(name, this);
      // Whoever took the value stands at its end already; then nothing is skipped.
      parser.skipChildren();
    }
  }

  /// The elements of the array here.
  <T> List<T> elements(Function<JsonObject, T> element) {
    require(JsonToken.START_ARRAY);
    var elements = new ArrayList<T>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(element.apply(this));
    }
    return elements;
  }

  String text() {
    require(JsonToken.VALUE_STRING);
    return parser.getString();
  }

  @Nullable String optionalText() {
    return isNull() ? null : text();
  }

  boolean isTrue() {
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  long number() {
    require(JsonToken.VALUE_NUMBER_INT);
    return parser.getLongValue();
  }

  int smallNumber() {
    require(JsonToken.VALUE_NUMBER_INT);
    return parser.getIntValue();
  }

  Value value() {
    return JsonFormat.ENCODED.read(parser);
  }

  Timestamp timestamp() {
    var timestamp = Timestamp.decode(text());
    if (timestamp == null) {
      throw new MalformedMessageException("no timestamp");
    }
    return timestamp;
  }

  private void require(JsonToken expected) {
    if (parser.currentToken() != expected) {
      throw new MalformedMessageException(
          "%s instead of %s".formatted(parser.currentToken(), expected));
    }
  }
}

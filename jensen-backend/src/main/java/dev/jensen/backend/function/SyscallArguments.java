package dev.jensen.backend.function;

import dev.jensen.backend.query.MalformedQueryException;
import dev.jensen.backend.query.Query;
import dev.jensen.backend.query.QueryParser;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The JSON arguments of one syscall, read in one pass.
///
/// Two members have a form of their own: `value` may hold undefined fields, and `query` is a query.
/// Accessors throw [SyscallException] for a member that is missing or has the wrong type.
final class SyscallArguments {

  private static final JsonFactory JSON = new JsonFactory();

  private final String method;
  private final JsonFormat format;
  private final Map<String, @Nullable Value> members = new HashMap<>();
  private @Nullable Map<String, @Nullable Value> fields;
  private @Nullable Query query;
  private String queryJson = "";

  private SyscallArguments(String method, JsonFormat format) {
    this.method = method;
    this.format = format;
  }

  /// Reads `json`.
  ///
  /// @param method how messages name the call, such as `db.get`
  static SyscallArguments parse(String method, String json) {
    return parse(method, JsonFormat.ENCODED, json);
  }

  /// Reads `json`, which may hold the timestamp of a commit that is still to come.
  ///
  /// @param method how messages name the call, such as `db.insert`
  static SyscallArguments parseUncommitted(String method, String json) {
    return parse(method, JsonFormat.UNCOMMITTED, json);
  }

  private static SyscallArguments parse(String method, JsonFormat format, String json) {
    var arguments = new SyscallArguments(method, format);
    try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      arguments.read(parser, json);
      if (parser.nextToken() != null) {
        throw new SyscallException("Received invalid json: something follows the value");
      }
    } catch (JacksonException e) {
      throw new SyscallException("Received invalid json: %s".formatted(e.getOriginalMessage()));
    }
    return arguments;
  }

  private void read(JsonParser parser, String json) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw invalid("expected an object");
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      try {
        read(name, parser, json);
      } catch (InvalidValueException | MalformedQueryException e) {
        throw SyscallException.invalidArgument(name, method, String.valueOf(e.getMessage()));
      }
    }
  }

  private void read(String name, JsonParser parser, String json) {
    if (name.equals("value") && parser.currentToken() == JsonToken.START_OBJECT) {
      fields = format.readFields(parser);
    } else if (name.equals("query")) {
      int start = (int) parser.currentTokenLocation().getCharOffset();
      query = QueryParser.parse(parser);
      queryJson = json.substring(start, (int) parser.currentLocation().getCharOffset());
    } else {
      members.put(name, format.readOptional(parser));
    }
  }

  String text(String name) {
    var text = optionalText(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  @Nullable String optionalText(String name) {
    return switch (members.get(name)) {
      case null -> null;
      case Value.Null _ -> null;
      case Value.Text(var text) -> text;
      case Value other -> throw wrongType(name, "a string", other);
    };
  }

  /// Any value, or null if there is none.
  @Nullable Value optionalValue(String name) {
    return members.get(name);
  }

  /// Any value.
  Value value(String name) {
    var value = members.get(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  boolean flag(String name) {
    return switch (members.get(name)) {
      case null -> false;
      case Value.Bool(var flag) -> flag;
      case Value other -> throw wrongType(name, "a boolean", other);
    };
  }

  /// A non-negative integer.
  int number(String name) {
    var number = optionalNumber(name);
    if (number == null) {
      throw missing(name);
    }
    return number;
  }

  @Nullable Integer optionalNumber(String name) {
    return switch (members.get(name)) {
      case null -> null;
      case Value.Null _ -> null;
      case Value.Float64(var number)
          when number >= 0 && number <= Integer.MAX_VALUE && number == Math.rint(number) ->
          (int) number;
      case Value other -> throw wrongType(name, "a non-negative integer", other);
    };
  }

  Query query() {
    if (query == null) {
      throw missing("query");
    }
    return query;
  }

  /// The text that [#query()] was read from.
  String queryJson() {
    return queryJson;
  }

  /// The fields of `value`, where null stands for undefined.
  Map<String, @Nullable Value> changes() {
    if (fields != null) {
      return fields;
    }
    if (members.containsKey("value")) {
      throw new SyscallException("Value must be an Object");
    }
    throw missing("value");
  }

  /// The object `value`, none of whose fields may be undefined.
  Value.Obj object() {
    var object = new HashMap<String, Value>();
    changes()
        .forEach((name, value) -> {
          if (value == null) {
            throw SyscallException.invalidArgument(
                "value", method, "field `%s` is undefined".formatted(name));
          }
          object.put(name, value);
        });
    try {
      return Value.Obj.of(object);
    } catch (InvalidValueException e) {
      throw SyscallException.invalidArgument("value", method, String.valueOf(e.getMessage()));
    }
  }

  private SyscallException missing(String name) {
    return invalid("missing field `%s`".formatted(name));
  }

  private SyscallException invalid(String why) {
    return new SyscallException("Invalid arguments for `%s`: %s".formatted(method, why));
  }

  private SyscallException wrongType(String name, String expected, Value actual) {
    return SyscallException.invalidArgument(
        name, method, "expected %s, got %s".formatted(expected, actual.display()));
  }
}

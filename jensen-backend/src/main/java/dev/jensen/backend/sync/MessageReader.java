package dev.jensen.backend.sync;

import dev.jensen.backend.sync.ClientMessage.Action;
import dev.jensen.backend.sync.ClientMessage.Add;
import dev.jensen.backend.sync.ClientMessage.Authenticate;
import dev.jensen.backend.sync.ClientMessage.Connect;
import dev.jensen.backend.sync.ClientMessage.Modification;
import dev.jensen.backend.sync.ClientMessage.ModifyQuerySet;
import dev.jensen.backend.sync.ClientMessage.Mutation;
import dev.jensen.backend.sync.ClientMessage.Other;
import dev.jensen.backend.sync.ClientMessage.Remove;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads what clients send, in one pass.
final class MessageReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long NUMBER_MAX = 0xffff_ffffL;

  private final Map<String, @Nullable Value> members = new HashMap<>();
  private final List<Modification> modifications = new ArrayList<>();
  private boolean hasModifications;

  private MessageReader() {}

  /// Reads one message.
  ///
  /// @throws MalformedMessageException if it is none
  static ClientMessage read(String text) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      var reader = new MessageReader();
      parser.nextToken();
      reader.readMembers(parser);
      return reader.message();
    } catch (JacksonException e) {
      throw new MalformedMessageException("invalid JSON: %s".formatted(e.getOriginalMessage()));
    } catch (InvalidValueException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()));
    }
  }

  private void readMembers(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedMessageException("expected an object");
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      if (name.equals("modifications") && parser.currentToken() == JsonToken.START_ARRAY) {
        hasModifications = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          var element = new MessageReader();
          element.readMembers(parser);
          modifications.add(element.modification());
        }
      } else {
        members.put(name, JsonFormat.ENCODED.readOptional(parser));
      }
    }
  }

  private ClientMessage message() {
    return switch (text("type")) {
      case "Connect" -> connect();
      case "Authenticate" -> authenticate();
      case "ModifyQuerySet" -> {
        if (!hasModifications) {
          throw missing("modifications");
        }
        yield new ModifyQuerySet(number("baseVersion"), number("newVersion"), modifications);
      }
      case "Mutation" -> new Mutation(number("requestId"), text("udfPath"), value("args"));
      case "Action" -> new Action(number("requestId"), text("udfPath"), value("args"));
      default -> new Other();
    };
  }

  private Modification modification() {
    return switch (text("type")) {
      case "Add" ->
          new Add(number("queryId"), text("udfPath"), value("args"), optionalText("journal"));
      case "Remove" -> new Remove(number("queryId"));
      case String other ->
          throw new MalformedMessageException("unknown modification: %s".formatted(quote(other)));
    };
  }

  private Connect connect() {
    var observed = optionalText("maxObservedTimestamp");
    var decoded = observed == null ? null : Timestamp.decode(observed);
    if (observed != null && decoded == null) {
      throw new MalformedMessageException("maxObservedTimestamp is no timestamp");
    }
    var clock = members.get("clientTs") instanceof Value.Float64(var millis) ? (long) millis : null;
    try {
      return new Connect(UUID.fromString(text("sessionId")), decoded, clock);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("sessionId is no UUID");
    }
  }

  private Authenticate authenticate() {
    long version = number("baseVersion");
    var actingAs =
        members.get("impersonating") instanceof Value.Obj attributes
            ? attributes
            : members.get("acting_as") instanceof Value.Obj attributes ? attributes : null;
    return switch (text("tokenType")) {
      case "None" -> new Authenticate(version, false, null, null);
      case "User" -> new Authenticate(version, false, text("value"), null);
      case "Admin" -> new Authenticate(version, true, text("value"), actingAs);
      case String other ->
          throw new MalformedMessageException("unknown tokenType: %s".formatted(quote(other)));
    };
  }

  private static String quote(String text) {
    return new Value.Text(text.substring(0, Math.min(text.length(), 50))).display();
  }

  private String text(String name) {
    var text = optionalText(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  private @Nullable String optionalText(String name) {
    return members.get(name) instanceof Value.Text(var text) ? text : null;
  }

  private long number(String name) {
    if (members.get(name) instanceof Value.Float64(var number)
        && number >= 0
        && number <= NUMBER_MAX
        && number == Math.rint(number)) {
      return (long) number;
    }
    throw missing(name);
  }

  private Value value(String name) {
    var value = members.get(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private static MalformedMessageException missing(String name) {
    return new MalformedMessageException("`%s` is missing or malformed".formatted(name));
  }
}

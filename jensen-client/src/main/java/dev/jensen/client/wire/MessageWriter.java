package dev.jensen.client.wire;

import dev.jensen.client.wire.ClientMessage.QueryChange;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes what a client sends as JSON.
public final class MessageWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private MessageWriter() {}

  /// The text of `message`.
  public static String write(ClientMessage message) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      switch (message) {
        case ClientMessage.Connect connect -> write(connect, json);
        case ClientMessage.Authenticate authenticate -> write(authenticate, json);
        case ClientMessage.ModifyQuerySet modify -> write(modify, json);
        case ClientMessage.Call call -> write(call, json);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(ClientMessage.Connect connect, JsonGenerator json) {
    json.writeStringProperty("type", "Connect");
    json.writeStringProperty("sessionId", connect.sessionId().toString());
    json.writeNumberProperty("connectionCount", connect.connectionCount());
    json.writeStringProperty("lastCloseReason", connect.lastCloseReason());
    var observed = connect.maxObservedTimestamp();
    if (observed != null) {
      json.writeStringProperty("maxObservedTimestamp", observed.encode());
    }
    json.writeNumberProperty("clientTs", connect.clientTime());
  }

  private static void write(ClientMessage.Authenticate authenticate, JsonGenerator json) {
    json.writeStringProperty("type", "Authenticate");
    json.writeNumberProperty("baseVersion", authenticate.baseVersion());
    switch (authenticate.credentials()) {
      case Credentials.None none -> json.writeStringProperty("tokenType", "None");
      case Credentials.User user -> {
        json.writeStringProperty("tokenType", "User");
        json.writeStringProperty("value", user.token());
      }
      case Credentials.Admin admin -> {
        json.writeStringProperty("tokenType", "Admin");
        json.writeStringProperty("value", admin.key());
        var actingAs = admin.actingAs();
        if (actingAs != null) {
          json.writeName("impersonating");
          JsonFormat.ENCODED.write(actingAs, json);
        }
      }
    }
  }

  private static void write(ClientMessage.ModifyQuerySet modify, JsonGenerator json) {
    json.writeStringProperty("type", "ModifyQuerySet");
    json.writeNumberProperty("baseVersion", modify.baseVersion());
    json.writeNumberProperty("newVersion", modify.baseVersion() + 1);
    json.writeArrayPropertyStart("modifications");
    for (var change : modify.changes()) {
      json.writeStartObject();
      write(change, json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(QueryChange change, JsonGenerator json) {
    switch (change) {
      case QueryChange.Add add -> {
        json.writeStringProperty("type", "Add");
        json.writeNumberProperty("queryId", add.queryId());
        json.writeStringProperty("udfPath", add.path());
        writeArguments(add.arguments(), json);
        if (add.journal() != null) {
          json.writeStringProperty("journal", add.journal());
        }
      }
      case QueryChange.Remove remove -> {
        json.writeStringProperty("type", "Remove");
        json.writeNumberProperty("queryId", remove.queryId());
      }
    }
  }

  private static void write(ClientMessage.Call call, JsonGenerator json) {
    json.writeStringProperty("type", call.kind() == FunctionKind.ACTION ? "Action" : "Mutation");
    json.writeNumberProperty("requestId", call.requestId());
    json.writeStringProperty("udfPath", call.path());
    writeArguments(call.arguments(), json);
  }

  /// The body of a call over HTTP (`spec/http-api.md` §4.1).
  public static String httpCall(String path, Value.Obj arguments) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("path", path);
      json.writeStringProperty("format", "convex_encoded_json");
      writeArguments(arguments, json);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void writeArguments(Value.Obj arguments, JsonGenerator json) {
    json.writeArrayPropertyStart("args");
    JsonFormat.ENCODED.write(arguments, json);
    json.writeEndArray();
  }
}

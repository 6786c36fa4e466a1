package dev.jensen.backend.http;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.value.JsonFormat;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes what a call gave (`spec/http-api.md` §4.1, §6).
///
/// @param redacts whether messages and logs of functions are kept from callers
record ResultWriter(boolean redacts) {

  private static final JsonFactory JSON = new JsonFactory();

  byte[] write(FunctionResult result, JsonFormat format, String requestId) {
    var out = new ByteArrayOutputStream();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      switch (result) {
        case FunctionResult.Success success -> {
          json.writeStringProperty("status", "success");
          json.writeName("value");
          format.write(success.value(), json);
        }
        case FunctionResult.Failure failure -> {
          json.writeStringProperty("status", "error");
          json.writeStringProperty("errorMessage", message(failure, requestId));
          if (failure.data() != null) {
            json.writeName("errorData");
            format.write(failure.data(), json);
          }
        }
      }
      writeLogLines(result, json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private String message(FunctionResult.Failure failure, String requestId) {
    var head = "[Request ID: %s] Server Error".formatted(requestId);
    return redacts ? head : head + '\n' + failure.message();
  }

  private void writeLogLines(FunctionResult result, JsonGenerator json) {
    if (redacts || result.logLines().isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("logLines");
    result.logLines().forEach(line -> json.writeString(line.toString()));
    json.writeEndArray();
  }
}

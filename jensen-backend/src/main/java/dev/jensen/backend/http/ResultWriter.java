package dev.jensen.backend.http;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.ResultText;
import dev.jensen.value.JsonFormat;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes what a call gave (`spec/http-api.md` §4.1, §6).
///
/// @param text what callers are told
record ResultWriter(ResultText text) {

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
          json.writeStringProperty("errorMessage", text.message(failure, requestId));
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

  private void writeLogLines(FunctionResult result, JsonGenerator json) {
    var lines = text.lines(result);
    if (lines.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("logLines");
    lines.forEach(json::writeString);
    json.writeEndArray();
  }
}

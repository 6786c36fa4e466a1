package dev.jensen.backend.http;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.ResultText;
import dev.jensen.value.JsonFormat;
import java.nio.ByteBuffer;
import tools.jackson.databind.json.JsonMapper;

/// What the caller of an HTTP action that failed is told (`spec/http-api.md` §8).
final class SiteFailure {

  private static final JsonMapper JSON = JsonMapper.shared();

  private SiteFailure() {}

  static Answer answer(FunctionResult.Failure failure, ResultText text, String requestId) {
    var head = "[Request ID: %s] Server Error".formatted(requestId);
    var trace = failure.message().stripTrailing();
    var body = JSON.createObjectNode();
    if (text.redacts()) {
      body.put("code", head);
    } else {
      int firstFrame = trace.indexOf("\n    at ");
      var message = firstFrame < 0 ? trace : trace.substring(0, firstFrame);
      body.put("code", "%s: %s".formatted(head, message)).put("trace", trace);
    }
    if (failure.data() != null) {
      body.set("data", JSON.readTree(JsonFormat.ENCODED.write(failure.data())));
    }
    return new Answer(500, "application/json", ByteBuffer.wrap(JSON.writeValueAsBytes(body)));
  }
}

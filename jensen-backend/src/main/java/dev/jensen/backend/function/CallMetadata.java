package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What functions are told of the request and the deployment (`spec/function-runtime.md` §6.4).
final class CallMetadata {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// The class of deployments that promises least; the protocol knows none of one's own machine.
  private static final String CLASS = "s16";

  private CallMetadata() {}

  /// `1.0/getRequestMetadata`. Tokens are shown that users brought; the secret of a service is
  /// nobody's business.
  static String request(FunctionCall call) {
    boolean isUser = call.identity() instanceof Identity.User;
    return JSON.createObjectNode()
        .put("ip", call.origin().ip())
        .put("userAgent", call.origin().userAgent())
        .put("requestId", call.requestId())
        .put("scheduledFunctionId", scheduledFunction(call.parentJob()))
        .put("authToken", isUser ? call.origin().authToken() : null)
        .toString();
  }

  private static @Nullable String scheduledFunction(@Nullable ParentJob job) {
    return job == null ? null : job.id().toString();
  }

  /// `1.0/getDeploymentMetadata`.
  static String deployment(String name) {
    return JSON.createObjectNode()
        .put("name", name)
        .putNull("region")
        .put("class", CLASS)
        .toString();
  }
}

package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AuthProvider;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Authentication providers as the protocol shows them (`spec/deploy-api.md` §5.6).
final class AuthJson {

  private AuthJson() {}

  static ObjectNode write(AuthProvider provider) {
    var json = JsonMapper.shared().createObjectNode();
    return switch (provider) {
      case AuthProvider.Oidc(var domain, var applicationId) ->
          json.put("applicationID", applicationId).put("domain", domain);
      case AuthProvider.CustomJwt(var issuer, var jwks, var algorithm, var applicationId) ->
          json.put("type", "customJwt")
              .put("applicationID", applicationId)
              .put("issuer", issuer)
              .put("jwks", jwks)
              .put("algorithm", algorithm);
    };
  }
}

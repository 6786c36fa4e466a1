package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AuthProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the default export of `auth.config.js` and checks it (`spec/deploy-api.md` §7.5).
final class AuthConfigParser {

  private static final String DOCS = "To learn more, see https://docs.convex.dev/auth";

  private AuthConfigParser() {}

  static List<AuthProvider> parse(String json) {
    var providers = tree(json).path("providers");
    if (!providers.isArray()) {
      throw notMatching(
          "auth config file must have a default export of an object with a list of credentials"
              + " under `providers`.");
    }
    var parsed = new ArrayList<AuthProvider>();
    for (var provider : providers) {
      parsed.add(provider(provider));
    }
    return parsed;
  }

  private static JsonNode tree(String json) {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw DeploymentException.mistake(
          "AuthConfigUnserializableError",
          "The default export of the auth config file is not serializable to JSON. %s"
              .formatted(DOCS));
    }
  }

  private static AuthProvider provider(JsonNode json) {
    if (json.has("applicationId") && !json.has("applicationID")) {
      throw notMatching("write `applicationID` (with a capital D) instead of `applicationId`.");
    }
    if (json.path("type").asString("").equals("customJwt")) {
      return customJwt(json);
    }
    if (json.has("type")) {
      throw notMatching(
          "\"%s\" is not a type of provider.".formatted(json.path("type").asString()));
    }
    var domain = text(json, "domain");
    checkUrl(domain);
    return new AuthProvider.Oidc(domain, text(json, "applicationID"));
  }

  private static AuthProvider customJwt(JsonNode json) {
    var algorithm = text(json, "algorithm");
    if (!algorithm.equals("RS256") && !algorithm.equals("ES256")) {
      throw notMatching("the algorithm must be RS256 or ES256, not %s.".formatted(algorithm));
    }
    var issuer = text(json, "issuer");
    checkUrl(issuer);
    return new AuthProvider.CustomJwt(
        issuer,
        text(json, "jwks"),
        algorithm,
        json.hasNonNull("applicationID") ? text(json, "applicationID") : null);
  }

  private static String text(JsonNode provider, String field) {
    var value = provider.path(field);
    if (!value.isString()) {
      throw notMatching(
          "a provider lacks the text field `%s`: %s".formatted(field, provider.toString()));
    }
    return value.stringValue();
  }

  private static void checkUrl(String domain) {
    if (host(domain.contains("://") ? domain : "https://%s".formatted(domain)) == null) {
      throw DeploymentException.mistake(
          "InvalidProviderDomainUrl",
          "Invalid provider domain URL \"%s\" in the auth config file. %s".formatted(domain, DOCS));
    }
  }

  private static @Nullable String host(String url) {
    try {
      return new URI(url).getHost();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static DeploymentException notMatching(String why) {
    return DeploymentException.mistake(
        "AuthConfigNotMatchingSchemaError",
        "The auth config file does not hold a list of provider credentials: %s %s"
            .formatted(why, DOCS));
  }
}

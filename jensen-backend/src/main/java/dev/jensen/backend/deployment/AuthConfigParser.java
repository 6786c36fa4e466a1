package dev.jensen.backend.deployment;

import dev.jensen.backend.model.AuthProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the default export of `auth.config.js` and checks it (`spec/deploy-api.md` §7.5).
final class AuthConfigParser {

  private static final String DOCS = "To learn more, see https://docs.convex.dev/auth";

  private static final Logger LOG = LoggerFactory.getLogger(AuthConfigParser.class);
  private static final Set<String> SHARED_ISSUERS = Set.of("https://api.workos.com");
  private static final Pattern SCHEME = Pattern.compile("\\w+://");
  private static final Pattern DOMAIN = Pattern.compile(".*\\.[A-Za-z]{2,}");

  private AuthConfigParser() {}

  static List<AuthProvider> parse(String json) {
    var config = tree(json);
    if (config.isNull()) {
      throw DeploymentException.mistake(
          "AuthConfigMissingExportError",
          "The auth config file has no default export. %s".formatted(DOCS));
    }
    var providers = config.path("providers");
    if (!providers.isArray()) {
      throw notMatching(
          "auth config file must have a default export of an object with a list of credentials"
              + " under `providers`.");
    }
    return providers.valueStream().map(AuthConfigParser::provider).distinct().toList();
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
    var type = json.path("type");
    return switch (type.isMissingNode() ? "oidc" : type.asString("")) {
      case "oidc" -> oidc(json);
      case "customJwt" -> customJwt(json);
      default -> throw notMatching("%s is not a type of provider.".formatted(type));
    };
  }

  private static AuthProvider oidc(JsonNode json) {
    if (json.has("issuer")) {
      throw notMatching("a provider with an `issuer` needs `type: \"customJwt\"`.");
    }
    return new AuthProvider.Oidc(address(text(json, "domain")), text(json, "applicationID"));
  }

  private static AuthProvider customJwt(JsonNode json) {
    if (json.has("domain")) {
      throw notMatching("a customJwt provider has an `issuer` and no `domain`.");
    }
    var algorithm = text(json, "algorithm");
    if (!algorithm.equals("RS256") && !algorithm.equals("ES256")) {
      throw notMatching("the algorithm must be RS256 or ES256, not %s.".formatted(algorithm));
    }
    var issuer = address(text(json, "issuer"));
    var applicationId = json.hasNonNull("applicationID") ? text(json, "applicationID") : null;
    if (applicationId == null) {
      checkUnshared(issuer);
    }
    return new AuthProvider.CustomJwt(issuer, text(json, "jwks"), algorithm, applicationId);
  }

  /// Anybody can get a token of an issuer that many applications share: it must say which one it is
  /// for.
  private static void checkUnshared(String issuer) {
    if (SHARED_ISSUERS.contains(issuer.replaceAll("/+$", ""))) {
      throw DeploymentException.mistake(
          "InsecureConfiguration",
          "The issuer %s signs tokens for many applications: give its provider an `applicationID`. %s"
              .formatted(issuer, DOCS));
    }
    LOG.warn(
        "The auth provider {} has no applicationID: tokens that it signs for other applications"
            + " are accepted too",
        issuer);
  }

  private static String text(JsonNode provider, String field) {
    var value = provider.path(field);
    if (!value.isString()) {
      throw notMatching(
          "a provider lacks the text field `%s`: %s".formatted(field, provider.toString()));
    }
    return value.stringValue();
  }

  /// An issuer as tokens name it: with a scheme, and otherwise as it was written.
  private static String address(String written) {
    boolean hasScheme = SCHEME.matcher(written).lookingAt();
    var address = hasScheme ? written : "https://%s".formatted(written);
    if (written.startsWith("\"") || !isIssuer(address, hasScheme)) {
      throw DeploymentException.mistake(
          "InvalidProviderDomainUrl",
          "Invalid provider domain URL \"%s\" in the auth config file. %s"
              .formatted(written, DOCS));
    }
    return address;
  }

  private static boolean isIssuer(String address, boolean hasScheme) {
    try {
      var url = new URI(address);
      var host = url.getHost();
      return host != null
          && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
          // What was meant to be a secret must not pass for a name.
          && (hasScheme || host.equals("localhost") || DOMAIN.matcher(host).matches());
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static DeploymentException notMatching(String why) {
    return DeploymentException.mistake(
        "AuthConfigNotMatchingSchemaError",
        "The auth config file does not hold a list of provider credentials: %s %s"
            .formatted(why, DOCS));
  }
}

package dev.jensen.backend.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.backend.model.AuthProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `auth.config.ts` may say (`spec/auth.md` §2).
class AuthConfigParserTest {

  private static final String CUSTOM =
      "{\"type\":\"customJwt\",\"issuer\":\"%s\",\"jwks\":\"data:,{}\",\"algorithm\":\"ES256\"%s}";

  private static String refusal(String json) {
    return catchThrowableOfType(DeploymentException.class, () -> AuthConfigParser.parse(json))
        .code();
  }

  private static String providers(String json) {
    return "{\"providers\":[%s]}".formatted(json);
  }

  private static String oidc(String domain) {
    return providers("{\"domain\":\"%s\",\"applicationID\":\"a\"}".formatted(domain));
  }

  @Test
  void providersAreReadInTheirOrderAndOnce() {
    var first = "{\"type\":\"oidc\",\"domain\":\"a.example\",\"applicationID\":\"1\",\"more\":1}";
    var second = CUSTOM.formatted("http://b/c/", ",\"applicationID\":null");

    assertThat(AuthConfigParser.parse(providers("%s,%s,%s".formatted(second, first, first))))
        .containsExactly(
            new AuthProvider.CustomJwt("http://b/c/", "data:,{}", "ES256", null),
            new AuthProvider.Oidc("https://a.example", "1"));
  }

  @ParameterizedTest
  @CsvSource({
    "tenant.us.auth0.com, https://tenant.us.auth0.com",
    "https://Host.example:443/path/, https://Host.example:443/path/",
    "http://127.0.0.1:4000, http://127.0.0.1:4000",
    "http://anything, http://anything",
    "localhost:4000, https://localhost:4000"
  })
  void onlyASchemeIsAdded(String written, String stored) {
    assertThat(AuthConfigParser.parse(oidc(written)))
        .containsExactly(new AuthProvider.Oidc(stored, "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:4000",
        "pasted-secret",
        "\\\"https://a.example\\\"",
        "ftp://a.example",
        "a b.example",
        "",
        "a.x1"
      })
  void whatIsNoAddressIsRefused(String domain) {
    assertThat(refusal(oidc(domain))).isEqualTo("InvalidProviderDomainUrl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"domain\":\"a.example\",\"applicationId\":\"a\"}",
        "{\"domain\":\"a.example\"}",
        "{\"applicationID\":\"a\"}",
        "{\"type\":\"saml\",\"domain\":\"a.example\",\"applicationID\":\"a\"}",
        "{\"type\":null,\"domain\":\"a.example\",\"applicationID\":\"a\"}",
        "{\"domain\":\"a.example\",\"issuer\":\"https://a.example\",\"applicationID\":\"a\"}",
        "{\"type\":\"customJwt\",\"issuer\":\"https://a.example\",\"domain\":\"x\",\"jwks\":\"j\",\"algorithm\":\"RS256\"}",
        "{\"type\":\"customJwt\",\"issuer\":\"https://a.example\",\"jwks\":\"j\",\"algorithm\":\"HS256\"}",
        "{\"type\":\"customJwt\",\"issuer\":\"https://a.example\",\"algorithm\":\"RS256\"}",
        "7"
      })
  void whatIsNoProviderIsRefused(String provider) {
    assertThat(refusal(providers(provider))).isEqualTo("AuthConfigNotMatchingSchemaError");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.workos.com", "https://api.workos.com/", "api.workos.com"})
  void sharedIssuersNeedAnApplication(String issuer) {
    assertThat(refusal(providers(CUSTOM.formatted(issuer, "")))).isEqualTo("InsecureConfiguration");
    assertThat(
            AuthConfigParser.parse(providers(CUSTOM.formatted(issuer, ",\"applicationID\":\"a\""))))
        .hasSize(1);
  }

  @Test
  void aFileWithoutAnExportIsRefused() {
    assertThat(refusal("null")).isEqualTo("AuthConfigMissingExportError");
    assertThat(refusal("{}")).isEqualTo("AuthConfigNotMatchingSchemaError");
  }
}

package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose tokens the deployment accepts: one entry of `auth.config.ts` (`spec/deploy-api.md` §7.5).
public sealed interface AuthProvider {

  /// An OpenID Connect issuer that publishes a discovery document.
  ///
  /// @param domain the issuer, perhaps without a scheme
  /// @param applicationId what the token's audience must contain
  record Oidc(String domain, String applicationId) implements AuthProvider {}

  /// An issuer known by its key set.
  ///
  /// @param applicationId what the token's audience must contain, or null for any
  /// @param algorithm `RS256` or `ES256`
  record CustomJwt(String issuer, String jwks, String algorithm, @Nullable String applicationId)
      implements AuthProvider {}

  /// The deployed providers, in the order of the file.
  static List<AuthProvider> load(Transaction transaction) {
    return SystemTable.AUTH_CONFIG.all(transaction).stream().map(AuthProvider::read).toList();
  }

  /// Stores `providers` in place of the former ones; writes nothing if they are equal.
  static void store(Transaction transaction, List<AuthProvider> providers) {
    if (providers.equals(load(transaction))) {
      return;
    }
    for (var old : SystemTable.AUTH_CONFIG.all(transaction)) {
      SystemTable.AUTH_CONFIG.delete(transaction, old);
    }
    for (var provider : providers) {
      SystemTable.AUTH_CONFIG.insert(transaction, fields(provider));
    }
  }

  private static AuthProvider read(Document document) {
    var domain = Fields.textOrNull(document, "domain");
    return domain == null
        ? new CustomJwt(
            Fields.text(document, "issuer"),
            Fields.text(document, "jwks"),
            Fields.text(document, "algorithm"),
            Fields.textOrNull(document, "applicationId"))
        : new Oidc(domain, Fields.text(document, "applicationId"));
  }

  private static Map<String, Value> fields(AuthProvider provider) {
    return switch (provider) {
      case Oidc(var domain, var applicationId) ->
          new Fields().with("domain", domain).with("applicationId", applicationId).map();
      case CustomJwt(var issuer, var jwks, var algorithm, var applicationId) ->
          new Fields()
              .with("issuer", issuer)
              .with("jwks", jwks)
              .with("algorithm", algorithm)
              .with("applicationId", applicationId)
              .map();
    };
  }
}

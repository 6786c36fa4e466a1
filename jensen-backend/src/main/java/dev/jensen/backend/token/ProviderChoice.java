package dev.jensen.backend.token;

import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.Origins;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Chooses the provider of a token by what the token says of itself (`spec/auth.md` §3).
final class ProviderChoice {

  private ProviderChoice() {}

  /// The first provider whose issuer and audience the token names.
  ///
  /// @throws RefusedTokenException if there is none
  static AuthProvider of(ParsedToken token, List<AuthProvider> providers, Origins origins) {
    var provider = find(token, providers);
    if (provider == null) {
      throw RefusedTokenException.noProvider(reason(token, providers, origins));
    }
    return provider;
  }

  /// The same, or null if there is none.
  static @Nullable AuthProvider find(ParsedToken token, List<AuthProvider> providers) {
    var audience = token.claims().audience();
    for (var provider : providers) {
      var id = applicationId(provider);
      if (names(provider, token) && (id == null || audience.contains(id))) {
        return provider;
      }
    }
    return null;
  }

  /// Whether the token says that this provider issued it.
  static boolean names(AuthProvider provider, ParsedToken token) {
    return isIssuer(issuer(provider), token.issuer());
  }

  /// Whether a token with `claimed` as its `iss` is one of the issuer that is configured.
  static boolean isIssuer(String configured, String claimed) {
    boolean hasScheme = claimed.startsWith("http://") || claimed.startsWith("https://");
    var address = hasScheme ? claimed : "https://" + claimed;
    return withoutSlashes(configured).equals(withoutSlashes(address));
  }

  private static String withoutSlashes(String address) {
    int end = address.length();
    while (end > 0 && address.charAt(end - 1) == '/') {
      end--;
    }
    return address.substring(0, end);
  }

  static String issuer(AuthProvider provider) {
    return switch (provider) {
      case AuthProvider.Oidc(var domain, _) -> domain;
      case AuthProvider.CustomJwt(var issuer, _, _, _) -> issuer;
    };
  }

  static @Nullable String applicationId(AuthProvider provider) {
    return switch (provider) {
      case AuthProvider.Oidc(_, var id) -> id;
      case AuthProvider.CustomJwt(_, _, _, var id) -> id;
    };
  }

  private static String reason(ParsedToken token, List<AuthProvider> providers, Origins origins) {
    if (providers.isEmpty()) {
      return "configured providers: none; add them to convex/auth.config.ts and push";
    }
    var named =
        providers.stream()
            .filter(provider -> names(provider, token))
            .map(provider -> String.valueOf(applicationId(provider)))
            .collect(Collectors.joining(" or "));
    var why =
        named.isEmpty()
            ? "no provider for the issuer %s".formatted(Printable.of(token.issuer()))
            : "audience is %s, expected %s"
                .formatted(Printable.of(token.claims().audience().toString()), named);
    var list = providers.stream().map(ProviderChoice::show).collect(Collectors.joining(", "));
    return "%s%s; configured providers: [%s]".formatted(why, hint(token.issuer(), origins), list);
  }

  /// Published samples take the cloud address for the site's.
  private static String hint(String issuer, Origins origins) {
    return isIssuer(origins.cloud(), issuer) && !origins.cloud().equals(origins.site())
        ? ", which is where clients connect: tokens of the deployment itself carry %s"
            .formatted(origins.site())
        : "";
  }

  static String show(AuthProvider provider) {
    return switch (provider) {
      case AuthProvider.Oidc(var domain, var id) ->
          "OIDC(domain=%s, app_id=%s)".formatted(domain, id);
      case AuthProvider.CustomJwt(var issuer, _, _, var id) ->
          "CustomJWT(issuer=%s, app_id=%s)".formatted(issuer, id == null ? "none" : id);
    };
  }
}

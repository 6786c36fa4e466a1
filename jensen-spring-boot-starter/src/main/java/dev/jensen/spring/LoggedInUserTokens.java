package dev.jensen.spring;

import dev.jensen.client.TokenSource;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AbstractOAuth2Token;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/// The token of whoever is logged in: the bearer token of the request in a resource server, the ID
/// token after a login with OpenID Connect.
///
/// Null where nobody is logged in, or not with such a token; calls are then made as nobody. It
/// cannot be refreshed from here. Spring Security knows the user by the thread, so call on the
/// thread of the request: `ConvexHttpClient#async()` has others.
public final class LoggedInUserTokens implements TokenSource {

  /// Of whoever is logged in on the calling thread.
  public LoggedInUserTokens() {}

  @Override
  public @Nullable String token(boolean refresh) {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication == null ? null : token(authentication);
  }

  private static @Nullable String token(Authentication authentication) {
    if (authentication.getPrincipal() instanceof OidcUser user) {
      return user.getIdToken().getTokenValue();
    }
    return authentication.getCredentials() instanceof AbstractOAuth2Token token
        ? token.getTokenValue()
        : null;
  }
}

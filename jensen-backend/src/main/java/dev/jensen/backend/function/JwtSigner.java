package dev.jensen.backend.function;

import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;

/// Signs tokens with the deployment's own key.
@FunctionalInterface
public interface JwtSigner {

  /// A token with these claims, and with the deployment's address as its issuer.
  ///
  /// @param claims none of which says who issued the token or when it is valid
  String sign(Value.Obj claims, Instant now, Duration lifetime);
}

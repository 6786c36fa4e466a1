package dev.jensen.backend.function;

import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `ctx.auth.signJwt` in a mutation (`spec/function-runtime.md` §5).
record SigningCalls(ExecutionScope scope, JwtSigner signer) {

  private static final int SECONDS_MAX = 3600;

  /// What only the deployment says about its tokens.
  private static final Set<String> RESERVED = Set.of("iss", "iat", "exp", "nbf");

  private static final List<String> RESERVED_PREFIXES = List.of("convex", "cvx");

  /// `1.0/signJwt`.
  ///
  /// @throws SyscallException if the function is a query, or asks for what it may not
  String sign(String json) {
    if (!scope.isMutation()) {
      throw new SyscallException("`auth.signJwt` is only available in mutations.");
    }
    var arguments = SyscallArguments.parse("auth.signJwt", json);
    int seconds = arguments.number("expiresInSeconds");
    if (seconds < 1 || seconds > SECONDS_MAX) {
      throw new SyscallException(
          "Invalid `expiresInSeconds` for `auth.signJwt`: %d is not between 1 and %d"
              .formatted(seconds, SECONDS_MAX));
    }
    var token = signer.sign(claims(arguments), scope.now(), Duration.ofSeconds(seconds));
    return JsonFormat.ENCODED.write(new Value.Text(token));
  }

  private static Value.Obj claims(SyscallArguments arguments) {
    return switch (arguments.optionalValue("claims")) {
      case null -> Value.Obj.EMPTY;
      case Value.Obj claims -> {
        claims.fields().keySet().forEach(SigningCalls::check);
        yield claims;
      }
      case Value other ->
          throw SyscallException.invalidArgument(
              "claims", "auth.signJwt", "expected an object, got %s".formatted(other.display()));
    };
  }

  private static void check(String claim) {
    var lower = claim.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(claim) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith)) {
      throw new SyscallException(
          "Invalid `claims` for `auth.signJwt`: the claim `%s` is reserved".formatted(claim));
    }
  }
}

package dev.jensen.backend.service;

import dev.jensen.backend.identity.Allowed;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// What a new service token is to be.
///
/// @param allow patterns of functions, see [Allowed]
/// @param actAs patterns of users that it may be exchanged for, such as `https://issuer|*`
/// @param lifetime until it expires
public record NewService(String name, List<String> allow, List<String> actAs, Duration lifetime) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  /// Checks everything.
  ///
  /// @throws ServiceTokenException if something cannot be
  public NewService {
    allow = List.copyOf(allow);
    actAs = List.copyOf(actAs);
    if (name.length() > Limits.NAME_CHARS || !NAME.matcher(name).matches()) {
      throw invalid(
          "The name of a service consists of letters, digits, dots, hyphens and underscores, at most %d of them."
              .formatted(Limits.NAME_CHARS));
    }
    if (allow.size() > Limits.PATTERNS || actAs.size() > Limits.PATTERNS) {
      throw invalid("A service token has at most %d patterns.".formatted(Limits.PATTERNS));
    }
    if (allow.isEmpty() && actAs.isEmpty()) {
      throw invalid("A service token needs a pattern of functions that it may call.");
    }
    try {
      var _ = Allowed.all(allow);
      UserName.checkPatterns(actAs);
    } catch (IllegalArgumentException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
    checkLifetime(lifetime);
  }

  static void checkLifetime(Duration lifetime) {
    if (!lifetime.isPositive() || lifetime.compareTo(Limits.LIFETIME_MAX) > 0) {
      throw invalid("A service token lives for ten years at most, and longer than no time.");
    }
  }

  static ServiceTokenException invalid(String message) {
    return new ServiceTokenException("InvalidServiceToken", message);
  }
}

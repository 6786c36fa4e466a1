package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;

/// A service token was used.
///
/// @param function what was called: the name of a function, or `http:` and the path of a request
public record ServiceUse(Identity.Service service, String function, Outcome outcome) {

  /// What came of it.
  public enum Outcome {
    /// A pattern allows it.
    ALLOWED,
    /// No pattern does, and everybody may: it was called, by nobody.
    AS_NOBODY,
    /// No pattern does.
    REFUSED
  }
}

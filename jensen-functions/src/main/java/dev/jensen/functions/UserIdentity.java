package dev.jensen.functions;

import dev.jensen.value.Value;
import org.jspecify.annotations.Nullable;

/// Who calls, as their token says.
///
/// @param attributes everything that is known, as `ctx.auth.getUserIdentity()` gives it in
///   TypeScript
public record UserIdentity(Value.Obj attributes) {

  /// Tells the same user of all others: issuer and subject.
  public String tokenIdentifier() {
    return required("tokenIdentifier");
  }

  /// The user's name with their issuer.
  public String subject() {
    return required("subject");
  }

  /// Who says so.
  public String issuer() {
    return required("issuer");
  }

  /// The user's name for people, or null.
  public @Nullable String name() {
    return text("name");
  }

  /// The user's mail address, or null.
  public @Nullable String email() {
    return text("email");
  }

  /// A claim that is a text, or null if it is something else or not there.
  public @Nullable String text(String claim) {
    return attributes.get(claim) instanceof Value.Text(var text) ? text : null;
  }

  private String required(String claim) {
    var text = text(claim);
    if (text == null) {
      throw new IllegalStateException("an identity without %s".formatted(claim));
    }
    return text;
  }
}

package dev.jensen.client.wire;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// As whom a client calls (`spec/http-api.md` §3.1). Secrets show in no text.
public sealed interface Credentials {

  /// As nobody in particular.
  record None() implements Credentials {

    @Override
    public @Nullable String header() {
      return null;
    }
  }

  /// As the user of a JWT.
  record User(String token) implements Credentials {

    /// Takes a token.
    ///
    /// @throws IllegalArgumentException if no token looks like that
    public User {
      requireVisible(token, "token");
    }

    @Override
    public String header() {
      return "Bearer " + token;
    }

    @Override
    public String toString() {
      return "User";
    }
  }

  /// As the administrator.
  ///
  /// @param actingAs attributes of the user to act as; null to act as nobody else
  record Admin(String key, Value.@Nullable Obj actingAs) implements Credentials {

    /// Takes a key.
    ///
    /// @throws IllegalArgumentException if no key looks like that
    /// @throws InvalidValueException if no message can carry the attributes
    public Admin {
      requireVisible(key, "admin key");
      if (actingAs != null) {
        ClientMessage.requireSendable(actingAs);
      }
    }

    @Override
    public String header() {
      if (actingAs == null) {
        return "Convex " + key;
      }
      var json = JsonFormat.ENCODED.write(actingAs).getBytes(StandardCharsets.UTF_8);
      return "Convex %s:%s".formatted(key, Base64.getEncoder().encodeToString(json));
    }

    @Override
    public String toString() {
      return "Admin";
    }
  }

  /// The `Authorization` header; null for none.
  @Nullable String header();

  /// Refuses what would break out of a header, without repeating it.
  private static void requireVisible(String secret, String what) {
    if (secret.isEmpty() || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a %s has visible ASCII characters only".formatted(what));
    }
  }
}

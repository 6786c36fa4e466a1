package dev.jensen.backend.identity;

import dev.jensen.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who calls.
public sealed interface Identity {

  /// What `ctx.auth.getUserIdentity()` returns, or null.
  default Value.@Nullable Obj shown() {
    return switch (this) {
      case User(var attributes, _) -> attributes;
      case Service(var attributes, _, _) -> attributes;
      case Admin _, Unknown _ -> null;
    };
  }

  /// Nobody in particular.
  record Unknown() implements Identity {}

  /// The holder of an admin key; may call internal functions.
  ///
  /// @param readOnly whether it may run queries only
  record Admin(boolean readOnly) implements Identity {}

  /// A user, proven by a token or claimed by an admin.
  ///
  /// @param attributes what `ctx.auth.getUserIdentity()` returns
  /// @param byAdmin whether an admin acts as this user and may call internal functions
  record User(Value.Obj attributes, boolean byAdmin) implements Identity {}

  /// The holder of a service token: may call what its patterns allow, and is nobody elsewhere.
  ///
  /// @param attributes what `ctx.auth.getUserIdentity()` returns
  /// @param token the public id of the token
  record Service(Value.Obj attributes, String token, List<Allowed> allowed) implements Identity {

    public Service {
      allowed = List.copyOf(allowed);
    }

    /// How people call it.
    public String name() {
      return attributes.fields().get("name") instanceof Value.Text(var text) ? text : token;
    }

    /// Whether a pattern allows a function.
    ///
    /// @param function the whole name with its export and without `.js`
    public boolean mayCall(String function, boolean isInternal) {
      return allowed.stream().anyMatch(one -> one.function(function, isInternal));
    }

    /// Whether a pattern allows requests to HTTP actions at `path`.
    public boolean mayRequest(String path) {
      return allowed.stream().anyMatch(one -> one.route(path));
    }
  }
}

package dev.jensen.backend.identity;

import dev.jensen.value.Value;

/// Who calls.
public sealed interface Identity {

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
}

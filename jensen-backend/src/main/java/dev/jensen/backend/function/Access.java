package dev.jensen.backend.function;

import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;

/// Who may call what (`spec/http-api.md` §4.7, `spec/function-runtime.md` §10.4).
///
/// System functions, those below `_system/`, are no part of what is deployed: whoever provides them
/// answers for them before asking here.
final class Access {

  private Access() {}

  /// The function that `call` may run.
  ///
  /// @throws RefusedCallException if there is none, or it is not for this caller or endpoint; both
  ///   look the same to callers who must not know of internal functions
  static DeployedFunction check(Deployed deployed, FunctionPath path, FunctionCall call) {
    var function = deployed.function(path);
    if (function == null || !isVisible(function, call)) {
      throw missing(path, call);
    }
    if (call.expected() != null && call.expected() != function.type()) {
      throw new RefusedCallException(
          "Trying to execute %s as %s, but it is defined as %s."
              .formatted(path.stripped(), call.expected().display(), function.type().display()));
    }
    checkKey(call.identity(), function.type());
    return function;
  }

  private static boolean isVisible(DeployedFunction function, FunctionCall call) {
    return switch (call.identity()) {
      case Identity.Service service ->
          call.isFromFunction() || ServiceAccess.allows(service, function);
      case Identity other -> function.isPublic() || call.isFromFunction() || isAdmin(other);
    };
  }

  /// Makes sure that an administrator calls one of the server's own queries.
  static void checkSystem(FunctionPath path, FunctionCall call) {
    if (!(call.identity() instanceof Identity.Admin)) {
      throw missing(path, call);
    }
  }

  private static boolean isAdmin(Identity identity) {
    return switch (identity) {
      case Identity.Unknown _, Identity.Service _ -> false;
      case Identity.Admin _ -> true;
      case Identity.User(_, var byAdmin) -> byAdmin;
    };
  }

  /// What callers hear when there is no function at `path` for them.
  static RefusedCallException missing(FunctionPath path, FunctionCall call) {
    return new RefusedCallException(
        "Could not find %s for '%s'. Did you forget to run `npx convex dev`?"
            .formatted(
                call.expected() == null || call.isFromFunction() ? "function" : "public function",
                path.stripped()));
  }

  private static void checkKey(Identity identity, FunctionType type) {
    if (identity instanceof Identity.Admin(var readOnly)
        && readOnly
        && type != FunctionType.QUERY) {
      throw new ReadOnlyKeyException();
    }
  }
}

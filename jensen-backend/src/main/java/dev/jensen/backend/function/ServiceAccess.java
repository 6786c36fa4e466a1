package dev.jensen.backend.function;

import dev.jensen.backend.function.ServiceUse.Outcome;
import dev.jensen.backend.identity.Identity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the holders of service tokens may do (`docs/decisions/0012-service-tokens.md`): call what
/// their patterns allow, as the service; call any other public function, as nobody, like everybody;
/// nothing else.
///
/// Thread-safe.
final class ServiceAccess {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceAccess.class);

  private final CompletionListener listener;

  ServiceAccess(CompletionListener listener) {
    this.listener = listener;
  }

  /// The call as it may be made.
  ///
  /// @param function what is deployed at `path`, or null
  /// @throws RefusedCallException if it may not; the same whether there is such a function or not
  FunctionCall admit(FunctionCall call, FunctionPath path, @Nullable DeployedFunction function) {
    if (!(call.identity() instanceof Identity.Service service) || call.isFromFunction()) {
      return call;
    }
    if (function != null && allows(service, function)) {
      note(service, path.stripped(), Outcome.ALLOWED);
      return call;
    }
    if (function != null && function.isPublic()) {
      note(service, path.stripped(), Outcome.AS_NOBODY);
      return call.by(new Identity.Unknown());
    }
    note(service, path.stripped(), Outcome.REFUSED);
    throw refusal(service, path);
  }

  /// The request as its HTTP action may see it.
  HttpCall admit(HttpCall call) {
    if (!(call.identity() instanceof Identity.Service service)) {
      return call;
    }
    boolean isAllowed = service.mayRequest(call.path());
    note(service, "http:" + call.path(), isAllowed ? Outcome.ALLOWED : Outcome.AS_NOBODY);
    return isAllowed ? call : call.by(new Identity.Unknown());
  }

  static boolean allows(Identity.Service service, DeployedFunction function) {
    return service.mayCall(function.path().whole(), !function.isPublic());
  }

  private void note(Identity.Service service, String function, Outcome outcome) {
    listener.served(new ServiceUse(service, function, outcome));
  }

  private static RefusedCallException refusal(Identity.Service service, FunctionPath path) {
    var missing =
        ("the service token '%s' has no pattern that allows it. It needs 'internal:%s' if that is"
                + " an internal function, or '%s' if it is a public one.")
            .formatted(service.name(), path.stripped(), path.stripped());
    LOG.info("Refused a call of {}: {}", path.stripped(), missing);
    return new RefusedCallException(
        "Could not find public function for '%s': %s".formatted(path.stripped(), missing));
  }
}

package dev.jensen.backend;

import dev.jensen.backend.identity.AdminKey;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.token.TokenVerifier;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.InterruptedSleepException;
import dev.jensen.backend.world.World;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log, when a server has started, what will keep callers from being let in: addresses,
/// providers, keys. Nothing of it keeps the server from serving.
///
/// @param adminKey of the deployment
/// @param tokens asks each provider, within bounds of time
record SelfCheck(
    BackendOptions options,
    AdminKey adminKey,
    Origins origins,
    Database database,
    TokenVerifier tokens) {

  private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

  /// Providers are asked when the server is no longer busy with its start.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  void run(World world) {
    problems().forEach(SelfCheck::warn);
    try {
      world.sleep(PAUSE);
      var problems = tokens.problems();
      if (!Thread.currentThread().isInterrupted()) {
        problems.forEach(SelfCheck::warn);
      }
    } catch (InterruptedSleepException _) {
      // The server was closed.
      LOG.debug("not all providers were checked");
    }
  }

  private static void warn(String problem) {
    LOG.warn("Self-check: {}", problem);
  }

  private List<String> problems() {
    var problems = new ArrayList<String>();
    if (adminKey.isShort()) {
      problems.add(
          "the admin key is short enough to be guessed; use the one that 'jensen admin-key' prints,"
              + " or one with at least 32 characters after the bar");
    }
    addOrigins(problems);
    addVariables(problems);
    return problems;
  }

  private void addOrigins(List<String> problems) {
    if (options.origin() == null && !LoopbackOnly.isLoopback(options.host())) {
      problems.add(
          "functions and clients are told the address %s, which may mean nothing to others; say with --origin and --site-origin which addresses they use"
              .formatted(origins.cloud()));
    }
    if (origins.cloud().equals(origins.site())) {
      problems.add(
          "clients and HTTP actions have the same address %s; they need two, see --origin and --site-origin"
              .formatted(origins.cloud()));
    }
    for (var origin : List.of(origins.cloud(), origins.site())) {
      var path = URI.create(origin).getPath();
      if (path != null && !path.isEmpty()) {
        problems.add(
            "the address %s has a path or a slash at its end; issuers are compared to the letter, so tokens of the deployment itself will be refused"
                .formatted(origin));
      }
      if (origin.startsWith("http:") && !LoopbackOnly.isLocal(URI.create(origin))) {
        problems.add(
            "the address %s is not https: whoever is on the way can read tokens".formatted(origin));
      }
    }
  }

  private void addVariables(List<String> problems) {
    Map<String, String> variables;
    try (var transaction = database.begin()) {
      variables = EnvironmentVariables.load(transaction);
    }
    boolean hasKeys = variables.containsKey("JWKS");
    for (var name : List.of("JWT_PRIVATE_KEY", "CONVEX_AUTH_PRIVATE_KEY")) {
      if (variables.containsKey(name) && !hasKeys) {
        problems.add(
            "the variable %s is set and JWKS is not: nobody can verify what is signed with it; see 'jensen auth init'"
                .formatted(name));
      }
    }
    var keySet = variables.get("JWKS");
    var problem = keySet == null ? null : TokenVerifier.keySetProblem(keySet);
    if (problem != null) {
      problems.add("the variable JWKS is no set of keys: %s".formatted(problem));
    }
  }
}

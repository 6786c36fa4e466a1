package dev.jensen.backend.deployment;

import dev.jensen.backend.model.DeployedModule;
import dev.jensen.backend.model.Module;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.model.NodeSetup;
import dev.jensen.backend.transaction.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Puts together the modules of a push: what it brought, and what the deployment has already.
final class PushedModules {

  private static final Set<String> NODE_VERSIONS = Set.of("20", "22", "24");

  private static final Pattern PACKAGE_NAME =
      Pattern.compile("(@[A-Za-z0-9~-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*");

  private static final Pattern PACKAGE_VERSION =
      Pattern.compile("\\d+\\.\\d+\\.\\d+(-[A-Za-z0-9.-]+)?(\\+[A-Za-z0-9.-]+)?");

  private PushedModules() {}

  /// All modules as they will be deployed, with canonical paths.
  ///
  /// @throws DeploymentException if one is not allowed, or named by a hash the deployment does not
  ///   have
  static List<Module> assemble(PushRequest request, Transaction transaction) {
    checkRuntime(request);
    var modules = new ArrayList<Module>();
    for (var module : request.changed()) {
      modules.add(canonical(module));
    }
    Map<String, DeployedModule> deployed =
        Modules.list(transaction).stream()
            .collect(Collectors.toMap(DeployedModule::path, Function.identity()));
    for (var unchanged : request.unchanged()) {
      modules.add(Modules.load(transaction, known(unchanged, deployed)));
    }
    check(modules);
    return modules;
  }

  private static void checkRuntime(PushRequest request) {
    if (!request.components().isEmpty()) {
      throw DeploymentException.mistake(
          "ComponentsNotSupported",
          "This push installs components (%s), which this server does not run yet. Remove the"
                  .formatted(String.join(", ", request.components()))
              + " `app.use(...)` calls from convex/convex.config.ts and push again.");
    }
    checkNode(request.node());
  }

  private static void checkNode(NodeSetup node) {
    var version = node.version();
    if ("18".equals(version)) {
      throw DeploymentException.mistake(
          "NodeVersionNotSupported", "Node.js 18 is not supported; use 20, 22 or 24.");
    }
    if (version != null && !NODE_VERSIONS.contains(version)) {
      throw DeploymentException.mistake(
          "InvalidConfig",
          "\"%s\" is not a supported Node.js version; use 20, 22 or 24.".formatted(version));
    }
    for (var dependency : node.dependencies()) {
      if (!PACKAGE_NAME.matcher(dependency.name()).matches()
          || !PACKAGE_VERSION.matcher(dependency.version()).matches()) {
        throw DeploymentException.mistake(
            "InvalidConfig",
            "\"%s\" in version \"%s\" is no package that can be installed: `node.externalPackages` needs names of the npm registry and exact versions."
                .formatted(dependency.name(), dependency.version()));
      }
    }
  }

  private static Module canonical(Module module) {
    return new Module(
        ModulePath.canonical(module.path()),
        module.environment(),
        module.source(),
        module.sourceMap(),
        module.sha256());
  }

  private static DeployedModule known(
      PushRequest.UnchangedModule unchanged, Map<String, DeployedModule> deployed) {
    var path = ModulePath.canonical(unchanged.path());
    var module = deployed.get(path);
    if (module == null) {
      throw DeploymentException.race(
          "MissingExistingModule",
          "The push takes module %s as unchanged, but it is not deployed any more."
              .formatted(path));
    }
    if (!module.sha256().equals(unchanged.sha256())) {
      throw DeploymentException.race(
          "ExistingModuleHashConflict",
          "The push takes module %s as unchanged, but another version is deployed now."
              .formatted(path));
    }
    if (module.environment() != unchanged.environment()) {
      throw DeploymentException.race(
          "ExistingModuleEnvConflict",
          "The push takes module %s as unchanged, but it is deployed for another environment now."
              .formatted(path));
    }
    return module;
  }

  private static void check(List<Module> modules) {
    var paths = new HashSet<String>();
    long bytes = 0;
    for (var module : modules) {
      if (!paths.add(module.path())) {
        throw DeploymentException.mistake(
            "CanonicalizationConflict",
            "Two modules of this push have the path %s.".formatted(module.path()));
      }
      bytes += checkedSize(module);
    }
    if (bytes > Limits.MODULE_BYTES_MAX) {
      throw tooLarge("All modules together are", bytes, Limits.MODULE_BYTES_MAX);
    }
    long users = modules.stream().filter(module -> !module.isChunk()).count();
    if (users > Limits.MODULES_MAX || modules.size() > 2 * Limits.MODULES_MAX) {
      throw DeploymentException.mistake(
          "InvalidModules",
          "This push has %d modules, of which %d are in your functions directory; at most %d are allowed."
              .formatted(modules.size(), users, Limits.MODULES_MAX));
    }
  }

  private static long checkedSize(Module module) {
    var map = module.sourceMap();
    long size = (long) module.source().length() + (map == null ? 0 : map.length());
    if (size > Limits.ONE_MODULE_BYTES_MAX) {
      throw tooLarge("Module %s is".formatted(module.path()), size, Limits.ONE_MODULE_BYTES_MAX);
    }
    return size;
  }

  private static DeploymentException tooLarge(String what, long bytes, long limit) {
    return DeploymentException.mistake(
        "ModulesTooLarge",
        "%s too large (%d MiB, at most %d MiB are allowed)."
            .formatted(what, bytes >> 20, limit >> 20));
  }
}

package dev.jensen.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Tokens of an issuer of one's own, whose keys the deployment has in its configuration: no account
/// anywhere, and no network.
final class IssuerDemo {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String CAROL =
      """
      {"value": {"issuer": "https://issuer.example.test", "subject": "carol", "name": "Carol", "team.id": 7,
        "tokenIdentifier": "https://issuer.example.test|carol"}}
      """;

  private static final List<String> SHARED = List.of("package.json", "node_modules");

  private final HooklessChecks checks;
  private final Programs example;

  /// @param example where the example is, with its packages and what its programs need
  IssuerDemo(HooklessChecks checks, Programs example) {
    this.checks = checks;
    this.example = example;
  }

  /// Pushes a project that trusts that issuer alone, calls as its user, and puts the example back.
  ///
  /// @param project an empty directory for that project
  void run(HooklessCalls nobody, Path project) throws IOException {
    var issued = JSON.readTree(example.succeed("node", "issuer.mjs"));
    create(project, issued.path("config").asString(""));
    push(new Programs(project, example.variables()));

    var caller = nobody.as(issued.path("token").asString("")).client("query", "caller:all", "{}");
    checks.accepted(
        "own issuer, ConvexHttpClient, with every claim",
        JSON.readTree(caller).equals(JSON.readTree(CAROL)),
        caller);
    var forged =
        nobody
            .as(issued.path("forged").asString(""))
            .curl("/api/query", HooklessChecks.call("caller:all", "{}"));
    checks.equal("own issuer, signed by somebody else: status", 401, forged.status());
    push(example);
  }

  private void create(Path project, String config) throws IOException {
    var convex = Files.createDirectories(project.resolve("convex"));
    for (var name : SHARED) {
      Files.createSymbolicLink(
          project.resolve(name), example.directory().resolve(name).toAbsolutePath());
    }
    Files.copy(example.directory().resolve("convex/schema.ts"), convex.resolve("schema.ts"));
    Files.writeString(convex.resolve("auth.config.ts"), config);
    Files.writeString(
        convex.resolve("caller.ts"),
        """
        import { queryGeneric as query } from "convex/server";
        export const all = query(async ({ auth }) => await auth.getUserIdentity());
        """);
  }

  private static void push(Programs project) {
    project.succeed("npx", "convex", "dev", "--once", "--tail-logs", "disable");
  }
}

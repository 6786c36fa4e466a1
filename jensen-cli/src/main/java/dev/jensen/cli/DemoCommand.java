package dev.jensen.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `jensen demo`: the main job in one go, on a server of its own.
@Command(
    name = "demo",
    description = {
      "Start a server, push examples/hookless with the official command-line tool, make every",
      "authenticated call, kill the server and see that nothing is lost."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final int KEY_BYTES = 16;

  @Option(names = "--keep", description = "Leave the server up, and print where it is.")
  private boolean keep;

  @Option(names = "--data", description = "Data directory to use. Default: a temporary one.")
  private @Nullable Path data;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException {
    var directory = data != null ? data : Files.createTempDirectory("jensen-demo");
    var cleanUp = new Thread(() -> delete(directory), "clean up");
    if (data == null && !keep) {
      Runtime.getRuntime().addShutdownHook(cleanUp);
    }
    return run(directory) ? 0 : 1;
  }

  private boolean run(Path directory) throws IOException {
    var example = example();
    var log = directory.resolveSibling(directory.getFileName() + ".log");
    var checks = new Checks(out);
    var hookless = new HooklessChecks(checks);
    var demo = new HooklessDemo(hookless, randomKey());
    step("Starting a server on %s (its log: %s)".formatted(directory, log));
    try (var first = ServerProcess.start(directory, log, 0, "--dev-issuer")) {
      stopAtExit(first);
      var programs = new Programs(example, variables(directory, first.url()));
      step("Installing examples/hookless (npm ci)");
      programs.succeed("npm", "ci", "--no-audit", "--no-fund");
      step("Pushing it with the official command-line tool (npx convex dev --once)");
      programs.succeed("npx", "convex", "dev", "--once", "--tail-logs", "disable");
      step("Setting API_KEY (npx convex env set)");
      programs.succeed("npx", "convex", "env", "set", "API_KEY", demo.apiKey());
      var calls = new HooklessCalls(programs, first.url());
      step("Calling without hooks, with an API key");
      demo.run(calls, programs);
      step("Calling as a user and as a service (./jensen auth token, ./jensen token create)");
      new TokenDemo(hookless, first.url(), directory).run(calls);
      step("Calling as a user of an issuer of one's own (customJwt, keys in a data: URL)");
      ownIssuer(new IssuerDemo(hookless, programs), calls);
      step("Killing the server with SIGKILL and starting it again on the same directory");
      first.kill();
    }
    var second = ServerProcess.start(directory, log);
    if (!keep) {
      stopAtExit(second);
    }
    demo.runAgain(
        new HooklessCalls(new Programs(example, variables(directory, second.url())), second.url()));
    boolean passed = checks.summary();
    if (keep) {
      out.printf(
          "%nThe server is still up (process %d): %s%nIts admin key: ./jensen admin-key --data"
              + " %s%n",
          second.pid(), second.url(), directory);
    } else {
      second.close();
    }
    return passed;
  }

  private static void ownIssuer(IssuerDemo demo, HooklessCalls calls) throws IOException {
    var project = Files.createTempDirectory("jensen-demo-issuer");
    try {
      demo.run(calls, project);
    } finally {
      delete(project);
    }
  }

  private void step(String text) {
    out.printf("%n%s …%n", text);
  }

  private static Map<String, String> variables(Path directory, String url) {
    return Map.of(
        "CI",
        "1",
        "CONVEX_URL",
        url,
        "CONVEX_SELF_HOSTED_URL",
        url,
        "CONVEX_SELF_HOSTED_ADMIN_KEY",
        AdminKeyCommand.key(directory));
  }

  private static Path example() {
    var example =
        Path.of(System.getProperty("jensen.root", ".")).resolve("examples/hookless").normalize();
    if (!Files.isRegularFile(example.resolve("package.json"))) {
      throw new CommandFailure(
          "There is no %s. Run ./jensen demo from a clone of the repository.".formatted(example));
    }
    return example;
  }

  private static String randomKey() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  private static void stopAtExit(ServerProcess server) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop server"));
  }

  private static void delete(Path directory) {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.printf("%s could not be removed (%s)%n", directory, e);
    }
  }
}

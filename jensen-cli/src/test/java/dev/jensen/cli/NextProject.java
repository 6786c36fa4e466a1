package dev.jensen.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// One of the applications in `examples/nextjs`, with a server of its own.
///
/// All of them have their packages in common, which take longer to install than everything else:
/// that is done once, and again when the lock file changes.
final class NextProject implements AutoCloseable {

  private static final Path WORKSPACE = Path.of("target", "nextjs").toAbsolutePath();
  private static final String LOCK = "package-lock.json";
  private static final Pattern PAGES = Pattern.compile("Local: +(http://localhost:\\d+)");
  private static final Pattern ISSUER = Pattern.compile("Issuer: (.+)");

  private final CliProject convex;
  private final Path directory;

  private NextProject(CliProject convex, Path directory) {
    this.convex = convex;
    this.directory = directory;
  }

  /// A fresh copy of the application of that name, with nothing pushed.
  static NextProject create(String name) throws IOException {
    install();
    var example = CliProject.example("nextjs");
    for (var folder : new String[] {name, "e2e"}) {
      deleteAll(WORKSPACE.resolve(folder));
      CliProject.copySources(example.resolve(folder), WORKSPACE.resolve(folder));
    }
    var directory = WORKSPACE.resolve(name);
    return new NextProject(CliProject.open(directory), directory);
  }

  private static void install() throws IOException {
    var example = CliProject.example("nextjs");
    var installed = WORKSPACE.resolve("installed").resolve(LOCK);
    if (Files.exists(installed) && Files.mismatch(installed, example.resolve(LOCK)) < 0) {
      return;
    }
    deleteAll(WORKSPACE);
    CliProject.copySources(example, WORKSPACE);
    new Programs(WORKSPACE, Map.of())
        .succeed("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
    Files.createDirectory(installed.getParent());
    Files.copy(example.resolve(LOCK), installed);
  }

  private static void deleteAll(Path directory) {
    new Programs(Path.of("."), Map.of()).succeed("rm", "-rf", directory.toString());
  }

  CliProject convex() {
    return convex;
  }

  /// Pushes the functions; the tool checks their types.
  void push() {
    convex.succeed("dev", "--once");
  }

  /// Serves the pages as Next.js does while one works on them: it compiles only what is asked for.
  NodeService servePages(Map<String, String> variables) throws IOException {
    var all = new HashMap<>(variables);
    all.put("NEXT_PUBLIC_CONVEX_URL", convex.url());
    all.put("NEXT_TELEMETRY_DISABLED", "1");
    var next = convex.program("next/dist/bin/next").toString();
    return NodeService.start(
        new Programs(directory, all), log("next"), PAGES, "node", next, "dev", "-p", "0");
  }

  /// Starts a program that issues tokens.
  NodeService startIssuer(String program, Map<String, String> variables) throws IOException {
    return NodeService.start(
        new Programs(directory, variables), log("issuer"), ISSUER, "node", program);
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  /// Runs a Node program of the application and returns what it printed.
  String node(Map<String, String> variables, String... program) {
    var all = new HashMap<>(variables);
    all.put("NEXT_PUBLIC_CONVEX_URL", convex.url());
    var command = new String[program.length + 1];
    command[0] = "node";
    System.arraycopy(program, 0, command, 1, program.length);
    return new Programs(directory, all).succeed(command);
  }

  @Override
  public void close() {
    convex.close();
  }
}

package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// One of the applications in `examples/nextjs` and its neighbour for an older Next.js, with a
/// server of its own. All in one of the two have their packages in common.
final class NextProject implements AutoCloseable {

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
    return create("nextjs", name, name);
  }

  /// As the other one, of the applications in `workspace` and in a folder of its own: other tests
  /// may play the same application now.
  ///
  /// @param options of the server
  static NextProject create(String workspace, String name, String folder, String... options)
      throws IOException {
    var home = Packages.of(workspace).resolve("copies").resolve(folder);
    var directory = home.resolve(name);
    Packages.delete(home);
    CliProject.copySources(CliProject.example(workspace).resolve(name), directory);
    CliProject.copySources(CliProject.example("nextjs").resolve("e2e"), home.resolve("e2e"));
    return new NextProject(CliProject.open(directory, options), directory);
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
    var next = convex.program("next/dist/bin/next").toString();
    return servePagesWith(variables, "node", next, "dev", "-p", "0");
  }

  /// Serves the pages with a program that says where, as Next.js does.
  NodeService servePagesWith(Map<String, String> variables, String... command) throws IOException {
    var all = new HashMap<>(variables);
    all.put("NEXT_PUBLIC_CONVEX_URL", convex.url());
    all.put("NEXT_TELEMETRY_DISABLED", "1");
    return NodeService.start(new Programs(directory, all), log("next"), PAGES, command);
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
    all.put("REDACTED", Boolean.toString(convex.redacts()));
    var command = new String[program.length + 1];
    command[0] = "node";
    System.arraycopy(program, 0, command, 1, program.length);
    return new Programs(directory, all).succeed(command);
  }

  /// Plays one of the scenarios of the application.
  void play(String scenario, Map<String, String> variables) {
    assertThat(node(variables, "../e2e/run.mjs", scenario))
        .contains("Played: %s".formatted(scenario));
  }

  @Override
  public void close() {
    convex.close();
  }
}

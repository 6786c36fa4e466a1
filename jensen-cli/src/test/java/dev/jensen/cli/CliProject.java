package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A project of its own with the official command line tool, and the server that it pushes to.
final class CliProject implements AutoCloseable {

  /// What running an example leaves in its folder.
  private static final Set<String> GENERATED =
      Set.of(
          "_generated", "node_modules", "dist", "target", ".next", ".env.local", "next-env.d.ts");

  private static final String LOG = "server.log";
  private static final String REDACT = "--redact";
  private static final Pattern REDACTED =
      Pattern.compile("\"errorMessage\":\"\\[Request ID: [0-9a-f]{16}] Server Error\"");

  /// The beginning of a JWT.
  private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]");

  private final Path directory;
  private Settings settings;
  private ServerProcess server;
  private final String key;
  private final String pushUrl;

  /// How its server is started each time.
  private record Settings(Map<String, String> variables, List<String> options) {

    ServerProcess start(Path directory) {
      return ServerProcess.start(
          directory.resolve("data"),
          directory.resolve(LOG),
          0,
          variables,
          options.toArray(String[]::new));
    }

    ServerProcess startAgain(Path directory, ServerProcess former) {
      return former.again(
          directory.resolve("data"),
          directory.resolve(LOG),
          variables,
          options.toArray(String[]::new));
    }

    boolean redacts() {
      return options.contains(REDACT);
    }

    Settings redacting(boolean redacts) {
      var others = options.stream().filter(option -> !option.equals(REDACT));
      return new Settings(
          variables, Stream.concat(others, Stream.of(REDACT).filter(_ -> redacts)).toList());
    }
  }

  private CliProject(
      Path directory, Settings settings, ServerProcess server, String key, String pushUrl) {
    this.directory = directory;
    this.settings = settings;
    this.server = server;
    this.key = key;
    this.pushUrl = pushUrl;
  }

  /// Gives all projects below `parent` the tool, with TypeScript.
  static void install(Path parent) throws IOException {
    install(parent, "hookless");
  }

  /// Gives all projects below `parent` what the example of that name needs.
  static void install(Path parent, String example) throws IOException {
    describe(parent, example);
    Files.createSymbolicLink(
        parent.resolve("node_modules"), Packages.of(example).resolve("node_modules"));
  }

  /// Writes down what the example of that name needs, without installing it.
  static void describe(Path parent, String example) throws IOException {
    for (var name : List.of("package.json", "package-lock.json")) {
      Files.copy(example(example).resolve(name), parent.resolve(name));
    }
  }

  /// A project without functions below `parent`, and a server without data.
  ///
  /// @param options of the server
  static CliProject create(Path parent, String... options) throws IOException {
    return create(parent, Map.of(), options);
  }

  /// As the other one, with more variables in the server's environment.
  static CliProject create(Path parent, Map<String, String> variables, String... options)
      throws IOException {
    var directory = Files.createTempDirectory(parent, "project");
    Files.copy(parent.resolve("package.json"), directory.resolve("package.json"));
    Files.createSymbolicLink(directory.resolve("node_modules"), parent.resolve("node_modules"));
    Files.createDirectory(directory.resolve("convex"));
    return open(directory, new Settings(variables, List.of(options)));
  }

  /// The project in `directory`, whose packages are there or above it, and a server without data.
  ///
  /// @param options of the server
  static CliProject open(Path directory, String... options) {
    return open(directory, new Settings(Map.of(), List.of(options)));
  }

  private static CliProject open(Path directory, Settings settings) {
    var data = directory.resolve("data");
    var server = settings.start(directory);
    var key = JensenCommand.printed("admin-key", "--data", data.toString()).strip();
    return new CliProject(directory, settings, server, key, server.url());
  }

  /// Where the example of that name is.
  static Path example(String name) {
    return Path.of(System.getProperty("repository.root"), "examples", name);
  }

  /// Adds what the example of that name has in git, as far as it lies in `names`.
  void copy(String example, String... names) throws IOException {
    for (var name : names) {
      var from = example(example).resolve(name);
      copySources(from, directory.resolve(name));
    }
  }

  /// Copies a file, or of a folder what is in git.
  static void copySources(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(file -> isSource(from.relativize(file), file)).toList()) {
        var copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static boolean isSource(Path name, Path file) {
    return Files.isRegularFile(file)
        && StreamSupport.stream(name.spliterator(), false)
            .noneMatch(part -> GENERATED.contains(part.toString()));
  }

  /// The same project, pushing by way of `url`.
  CliProject by(String url) {
    return new CliProject(directory, settings, server, key, url);
  }

  /// The same project for somebody with another key.
  CliProject with(String otherKey) {
    return new CliProject(directory, settings, server, otherKey, pushUrl);
  }

  String url() {
    return server.url();
  }

  String siteUrl() {
    return server.siteUrl();
  }

  /// The same project, at another server with the same keys.
  CliProject at(ServerProcess other) {
    return new CliProject(directory, settings, other, key, other.url());
  }

  Path data() {
    return directory.resolve("data");
  }

  /// Lets no file of the server grow beyond `bytes` from now on: writing fails in the middle.
  void limitFiles(long bytes) {
    new Programs(directory, Map.of())
        .succeed("prlimit", "--pid", Long.toString(server.pid()), "--fsize=%d".formatted(bytes));
  }

  /// Ends the server as a power cut would and starts it again where it was.
  void crash() {
    server.kill();
    startAgain();
  }

  /// Asks the server to stop and waits until it has.
  void stop() {
    server.stop();
  }

  /// Starts a server that has ended where it was.
  void startAgain() {
    server = settings.startAgain(directory, server);
  }

  /// Lets the server tell callers what went wrong, or not; its programs find in `REDACTED` which.
  void redact(boolean redacts) {
    if (settings.redacts() != redacts) {
      settings = settings.redacting(redacts);
      stop();
      startAgain();
    }
  }

  boolean redacts() {
    return settings.redacts();
  }

  /// Checks an answer to a call whose function failed with `text`, which a server that redacts
  /// keeps to itself.
  void assertFailed(String answer, String text) {
    if (redacts()) {
      assertThat(answer).containsPattern(REDACTED).doesNotContain(text);
    } else {
      assertThat(answer).contains(text);
    }
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /// The text of a file of the project.
  String read(String name) {
    try {
      return Files.readString(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a file of the project.
  void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies a file of the tests' resources into the project.
  void copyResource(String resource, String name) throws IOException {
    write(name, resource(resource));
  }

  /// The text of one of the tests' resources.
  static String resource(String name) throws IOException {
    try (var in = CliProject.class.getClassLoader().getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  void delete(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  /// Runs a Node program of the project and returns what it printed.
  String node(String name) {
    return new Programs(directory, variables()).succeed("node", name);
  }

  /// Runs a Node program of the project, with more variables, and returns what it printed.
  String node(String name, Map<String, String> more) {
    var all = new HashMap<>(variables());
    all.putAll(more);
    return new Programs(directory, all).succeed("node", name);
  }

  /// Starts a Node program of the project; both of its outputs are one.
  Process startNode(String name) throws IOException {
    return startNode(name, Map.of());
  }

  /// Starts a Node program of the project, with more variables; both of its outputs are one.
  Process startNode(String name, Map<String, String> more) throws IOException {
    return start(List.of("node", name), more);
  }

  /// Runs the tool to its end.
  Programs.Ended convex(String... arguments) {
    return new Programs(directory, variables()).run(command(arguments));
  }

  /// Runs the tool and returns what it printed.
  ///
  /// @throws CommandFailure with that if it fails
  String succeed(String... arguments) {
    return new Programs(directory, variables()).succeed(command(arguments).toArray(String[]::new));
  }

  /// Sets variables of the deployment, written as in a `.env` file.
  void setVariables(String lines) {
    var command = command("env", "set", "--force");
    var ended = new Programs(directory, variables()).run(command, lines);
    if (ended.status() != 0) {
      throw new CommandFailure(ended.output());
    }
  }

  /// Starts the tool; both of its outputs are one.
  Process start(String... arguments) throws IOException {
    return start(command(arguments), Map.of());
  }

  private Process start(List<String> command, Map<String, String> more) throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(variables());
    builder.environment().putAll(more);
    return builder.redirectErrorStream(true).start();
  }

  /// Reads until a line has `text` in it.
  static void await(BufferedReader output, String text) throws IOException {
    var seen = new StringBuilder();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      seen.append(line).append('\n');
      if (line.contains(text)) {
        return;
      }
    }
    throw new IllegalStateException("ended without '%s':%n%s".formatted(text, seen));
  }

  /// Calls a function without any rights and returns the body of the answer.
  String call(String kind, String path, String arguments) {
    return call(kind, path, arguments, null);
  }

  /// Calls a function as whoever has that to say, such as `Bearer TOKEN`, or as nobody.
  String call(String kind, String path, String arguments, @Nullable String authorization) {
    var body = "{\"path\":\"%s\",\"args\":%s}".formatted(path, arguments);
    try {
      return JsonPost.send("%s/api/%s".formatted(server.url(), kind), body, authorization);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> variables() {
    return Map.of(
        "CONVEX_SELF_HOSTED_URL",
        pushUrl,
        "CONVEX_SELF_HOSTED_ADMIN_KEY",
        key,
        "REDACTED",
        Boolean.toString(redacts()),
        "CI",
        "1");
  }

  private List<String> command(String... arguments) {
    var command = new ArrayList<>(List.of("node", program("convex/bin/main.js").toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /// A program of an installed package.
  Path program(String name) {
    return Stream.iterate(directory, Objects::nonNull, Path::getParent)
        .map(above -> above.resolve("node_modules").resolve(name))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no program %s is installed".formatted(name)));
  }

  /// What a server logs has no secrets in it, whatever was called.
  @Override
  public void close() {
    server.close();
    assertThat(read(LOG))
        .doesNotContain(key.substring(key.indexOf('|') + 1), "PRIVATE KEY")
        .doesNotContainPattern(TOKEN);
  }
}

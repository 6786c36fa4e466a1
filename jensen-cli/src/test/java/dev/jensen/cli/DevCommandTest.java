package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.client.ConvexClient;
import dev.jensen.client.ConvexHttpClient;
import dev.jensen.mapping.ResultType;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `jensen dev` beside a build that makes its jar again and again.
@Tag("conformance")
@Timeout(180)
class DevCommandTest {

  /// Its action waits for a file, and only then needs one of its classes.
  private static final String PROGRAM =
      """
      package app;
      import dev.jensen.functions.*;
      import java.nio.file.*;
      import java.util.*;
      public final class App implements FunctionAppProvider {
        @Override public FunctionApp app() {
          return FunctionApp.of(new Greeter()).withTables(Guest.class);
        }
        GUEST
        static final class Late {
          static String text() { return "late VERSION"; }
        }
        @Functions("greeter") static final class Greeter {
          @Query String hello(QueryContext ctx) { return "VERSION"; }
          @Mutation String sign(MutationContext ctx, String name) {
            return ctx.db().insert(new Guest(name)).toString();
          }
          @Action String wait(ActionContext ctx, String begun, String file) throws Exception {
            Files.createFile(Path.of(begun));
            while (!Files.exists(Path.of(file))) {
              Thread.sleep(20);
            }
            return Late.text() + " " + ctx.runQuery("greeter:hello", Map.of(), String.class);
          }
          MORE
        }
      }
      """;

  private static final String GUEST = "@Table(\"guests\") record Guest(String name) {}";

  private static final String NUMBERED_GUEST =
      """
      @Table("guests") record Guest(String name, long number) {
        Guest(String name) {
          this(name, 0);
        }
      }
      """;

  private static final String INDEXED_GUEST =
      """
      @Table(value = "guests", indexes = @Index(name = "by_name", fields = "name"))
      record Guest(String name) {}
      """;

  private static final String GUESTS_BY_NAME =
      """
      @Query List<String> named(QueryContext ctx, String name) {
        return ctx.db().query(Guest.class).withIndex("by_name", range -> range.eq("name", name))
            .stream().map(guest -> guest.content().name()).toList();
      }
      """;

  @TempDir private Path directory;

  private Path jar;
  private ServerProcess server;
  private ConvexHttpClient client;

  @BeforeEach
  void start() throws IOException {
    jar = Files.write(directory.resolve("app.jar"), version("one"));
    server = ServerProcess.dev(directory.resolve("data"), log(), "--functions", jar.toString());
    client = ConvexHttpClient.of(URI.create(server.url()));
  }

  @AfterEach
  void stop() {
    client.close();
    assertThat(server.stop()).isZero();
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private byte[] version(String version) throws IOException {
    return app(version, GUEST, "");
  }

  private byte[] app(String version, String guest, String more) throws IOException {
    var sources = Files.createTempDirectory(directory, "sources");
    var services = sources.resolve("resources/META-INF/services");
    Files.createDirectories(sources.resolve("java"));
    Files.createDirectories(services);
    Files.writeString(services.resolve("dev.jensen.functions.FunctionAppProvider"), "app.App");
    Files.writeString(
        sources.resolve("java/App.java"),
        PROGRAM.replace("VERSION", version).replace("GUEST", guest).replace("MORE", more));
    return Files.readAllBytes(FunctionApps.jar(sources, sources.resolve("made.jar")));
  }

  /// Puts another file in its place, as most builds do.
  private void replace(byte[] bytes) throws IOException {
    var next = Files.write(directory.resolve("app.jar.new"), bytes);
    Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE);
  }

  private String hello() {
    return client.query("greeter:hello", Map.of(), String.class);
  }

  private void awaitHello(String version) {
    String seen;
    do {
      seen = hello();
    } while (!seen.equals(version));
  }

  /// The first line of the log, after `known` of them, that has `text`.
  private String awaitLine(int known, String text) throws IOException {
    while (true) {
      var line = lines().stream().skip(known).filter(one -> one.contains(text)).findFirst();
      if (line.isPresent()) {
        return line.get();
      }
      var _ = hello();
    }
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(log());
  }

  @Test
  void callsThatHaveBegunEndWithTheFunctionsTheyBeganWith() throws Exception {
    byte[] next = version("two");
    var begun = directory.resolve("begun");
    var file = directory.resolve("go-on");
    var waiting =
        client
            .async()
            .action(
                "greeter:wait",
                Map.of("begun", begun.toString(), "file", file.toString()),
                String.class);
    while (!Files.exists(begun)) {
      assertThat(hello()).isEqualTo("one");
    }

    replace(next);
    awaitHello("two");
    Files.createFile(file);

    assertThat(waiting.get()).isEqualTo("late one two");
    assertThat(lines()).anyMatch(line -> line.equals("Loaded app.jar again: modules greeter"));
  }

  @Test
  void liveQueriesFollow() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (var live = ConvexClient.of(URI.create(server.url()));
        var _ = live.subscribe("greeter:hello", Map.of(), String.class, seen::add)) {
      assertThat(seen.take()).isEqualTo("one");

      replace(version("two"));

      assertThat(seen.take()).isEqualTo("two");
    }
  }

  @Test
  void aJarThatIsWrittenSlowlyIsLoadedWhenItIsWhole() throws Exception {
    byte[] next = version("two");
    int known = lines().size();

    try (var out = new FileOutputStream(jar.toFile())) {
      out.write(Arrays.copyOf(next, next.length / 2));
      out.flush();
      assertThat(awaitLine(known, "app.jar was not loaded")).contains("the functions before");
      assertThat(hello()).isEqualTo("one");
      out.write(next, next.length / 2, next.length - next.length / 2);
    }

    awaitHello("two");
  }

  @Test
  void whatBreaksARuleIsNamedInOneLine() throws Exception {
    client.mutation("greeter:sign", Map.of("name", "Ada"), String.class);
    int known = lines().size();

    replace(app("two", NUMBERED_GUEST, ""));
    var line = awaitLine(known, "app.jar was not loaded");

    assertThat(line).contains("guests").contains("number");
    assertThat(hello()).isEqualTo("one");
    replace(version("three"));
    awaitHello("three");
  }

  @Test
  void indexesComeWithTheFunctionsThatUseThem() throws Exception {
    client.mutation("greeter:sign", Map.of("name", "Ada"), String.class);

    replace(app("two", INDEXED_GUEST, GUESTS_BY_NAME));
    awaitHello("two");

    assertThat(
            client.query("greeter:named", Map.of("name", "Ada"), new ResultType<List<String>>() {}))
        .isEqualTo(List.of("Ada"));
  }

  @Test
  void aJarThatIsGoneForAWhileIsWaitedFor() throws Exception {
    Files.delete(jar);
    assertThat(hello()).isEqualTo("one");

    replace(version("two"));

    awaitHello("two");
  }

  @Test
  void aServerForDevelopmentGivesOutTokens() {
    var ended =
        JensenCommand.runHere(
            "auth",
            "token",
            "--subject",
            "alice",
            "--url",
            server.url(),
            "--data",
            directory.resolve("data").toString());

    // It is there; only no auth.config.ts names it yet.
    assertThat(ended.output()).contains("does not name the development issuer");
  }
}

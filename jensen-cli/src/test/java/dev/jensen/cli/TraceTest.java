package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every frame of some conversations with the official client, as they were recorded and read
/// beside `spec/sync-protocol.md` §16.
@Tag("conformance")
@Timeout(120)
class TraceTest {

  @TempDir private static Path parent;

  @AutoClose private static CliProject project;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent);
    project.write(
        "convex/notes.ts",
        """
        import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query }
          from "convex/server";
        import { ConvexError } from "convex/values";
        const texts = (rows: any[]) => rows.map((row) => row.text);
        export const list = query(async ({ db }: any) => {
          console.log("listed");
          return texts(await db.query("notes").collect());
        });
        export const pages = query(async ({ db }: any, { paginationOpts }: any) => {
          const { page, isDone } = await db.query("notes").order("desc").paginate(paginationOpts);
          return { page: texts(page), isDone };
        });
        export const add = mutation(async ({ db }: any, { text }: any) => {
          if (text === "") throw new ConvexError("empty");
          await db.insert("notes", { text });
          return BigInt(text.length);
        });
        export const shout = action(async (_: any, { text }: any) => text + "!");
        export const long = query(async ({ db }: any) =>
          "x".repeat(6_000_000) + texts(await db.query("notes").collect()).join(""));
        export const clear = mutation(async ({ db }: any) => {
          for (const note of await db.query("notes").collect()) await db.delete(note._id);
        });
        """);
    project.succeed("dev", "--once", "--typecheck", "disable");
    project.copyResource("clients/recording.mjs", "recording.mjs");
  }

  @BeforeEach
  void clear() {
    assertThat(project.call("mutation", "notes:clear", "{}")).contains("success");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trace", "trace-large", "trace-refused", "trace-again"})
  void framesAreThoseOfTheRecording(String name) throws IOException {
    assertThat(frames(name, Map.of())).isEqualTo(recording(name));
  }

  @Test
  void framesAroundARestartAreThoseOfTheRecording() throws IOException {
    var restarts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    restarts.createContext(
        "/",
        exchange -> {
          project.stop();
          project.startAgain();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    restarts.start();
    try {
      var address = "http://127.0.0.1:%d/".formatted(restarts.getAddress().getPort());
      assertThat(frames("trace-restart", Map.of("RESTART", address)))
          .isIn(recording("trace-restart"), withoutOwnCommit(recording("trace-restart")));
    } finally {
      restarts.stop(0);
    }
  }

  private static String frames(String name, Map<String, String> variables) throws IOException {
    project.copyResource("clients/%s.mjs".formatted(name), "trace.mjs");

    var frames = project.node("trace.mjs", variables);

    return frames.replaceAll("\"journal\":\"[^\"]+\"", "\"journal\":\"J\"");
  }

  private static String recording(String name) throws IOException {
    return CliProject.resource("clients/%s.txt".formatted(name));
  }

  /// What the server writes for itself as it starts may come after the client is back.
  private static String withoutOwnCommit(String recording) {
    return recording.replace("\"t3\"", "\"t2\"").replace("\"t4\"", "\"t3\"");
  }
}

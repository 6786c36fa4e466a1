package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.cli.codegen.Compiled;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Functions pushed with the official tool, called from Java by what `jensen codegen java` writes.
@Tag("conformance")
@Timeout(240)
class CodegenJavaTest {

  @TempDir private static Path parent;

  private static CliProject project;

  @TempDir private Path sources;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent);
    Files.createDirectory(project.path("convex/chat"));
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema, defineTable } from "convex/server";
        import { v } from "convex/values";
        export default defineSchema({
          messages: defineTable({
            channel: v.string(),
            body: v.union(
              v.object({ type: v.literal("text"), text: v.string() }),
              v.object({ type: v.literal("image"), bytes: v.bytes(), width: v.int64() })),
            status: v.union(v.literal("draft"), v.literal("read-only"), v.literal("open")),
            replyTo: v.optional(v.union(v.id("messages"), v.null())),
            level: v.optional(v.literal(7n)),
          }).index("by_channel", ["channel"]),
        });
        """);
    project.write(
        "convex/chat/messages.ts",
        """
        import { v } from "convex/values";
        import { action, internalQuery, mutation, query } from "../_generated/server";
        import schema from "../schema";

        const fields = schema.tables.messages.validator.fields;
        const message = v.object({
          ...fields, _id: v.id("messages"), _creationTime: v.number() });

        export const list = query({
          args: { channel: v.string() },
          returns: v.array(message),
          handler: (ctx, { channel }) =>
            ctx.db.query("messages").withIndex("by_channel", (q) => q.eq("channel", channel)).collect(),
        });

        export const get = query({
          args: { id: v.id("messages") },
          returns: v.union(message, v.null()),
          handler: (ctx, { id }) => ctx.db.get(id),
        });

        export const send = mutation({
          args: fields,
          returns: v.id("messages"),
          handler: (ctx, args) => ctx.db.insert("messages", args),
        });

        export const count = query({
          args: {},
          returns: v.object({ total: v.int64(), byChannel: v.record(v.string(), v.number()) }),
          handler: async (ctx) => {
            const all = await ctx.db.query("messages").collect();
            const byChannel: Record<string, number> = {};
            for (const { channel } of all) byChannel[channel] = (byChannel[channel] ?? 0) + 1;
            return { total: BigInt(all.length), byChannel };
          },
        });

        export const untyped = action(async (_ctx, args: any) => ({ echoed: args.text }));

        export const hidden = internalQuery({ args: {}, returns: v.string(), handler: () => "secret" });
        """);
    project.succeed("dev", "--once");
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  private Programs.Ended generate(String... more) {
    var command =
        List.of(
            "codegen",
            "java",
            "--url",
            project.url(),
            "--data",
            project.data().toString(),
            "--package",
            "com.acme.api",
            "--out",
            sources.toString());
    var all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return JensenCommand.runHere(all.toArray(String[]::new));
  }

  @Test
  @SuppressWarnings("unchecked") // The class below implements it.
  void javaCallsWhatTypeScriptDeclares() throws Exception {
    assertThat(generate().output()).contains("1 classes", "1 written, 0 removed");
    Files.writeString(
        sources.resolve("Calls.java"),
        """
        import com.acme.api.chat.Messages;
        import com.acme.api.chat.Messages.SendArgs;
        import dev.jensen.client.ConvexClient;
        import dev.jensen.client.ConvexHttpClient;
        import java.net.URI;
        import java.util.List;
        import java.util.Optional;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.function.Function;

        public class Calls implements Function<URI, List<Object>> {

          record Echo(String echoed) {}

          @Override
          public List<Object> apply(URI url) {
            try (var http = ConvexHttpClient.of(url); var live = ConvexClient.of(url)) {
              var lists = new LinkedBlockingQueue<List<Messages.MessagesDoc>>();
              live.subscribe(Messages.list("general"), lists::add);
              int empty = lists.take().size();
              String first = live.mutation(Messages.send(new SendArgs(
                  new SendArgs.Body.Text("hello"), "general", Optional.of(7L),
                  Optional.empty(), SendArgs.Status.READ_ONLY)));
              String second = http.mutation(Messages.send(new SendArgs(
                  new SendArgs.Body.Image(new byte[] {1, 2}, 640), "general", Optional.empty(),
                  Optional.of(Optional.of(first)), SendArgs.Status.OPEN)));
              String third = http.mutation(Messages.send(new SendArgs(
                  new SendArgs.Body.Text("alone"), "other", Optional.empty(),
                  Optional.of(Optional.empty()), SendArgs.Status.DRAFT)));
              var seen = lists.take();
              while (seen.size() < 2) {
                seen = lists.take();
              }
              String body = switch (seen.get(0).body()) {
                case Messages.MessagesDoc.Body.Text text -> text.text();
                case Messages.MessagesDoc.Body.Image image -> "image";
              };
              long width = seen.get(1).body() instanceof Messages.MessagesDoc.Body.Image image
                  ? image.width() : 0;
              var count = http.query(Messages.count());
              Echo echo = http.action(Messages.untyped(java.util.Map.of("text", "hi")).as(Echo.class));
              return List.of(
                  empty, body, width, seen.get(0).status(), seen.get(0).level(),
                  seen.get(0).replyTo(), seen.get(1).replyTo().equals(Optional.of(Optional.of(first))),
                  http.query(Messages.get(third)).orElseThrow().replyTo(),
                  http.query(Messages.get(second)).orElseThrow()._id().equals(second),
                  count.total(), count.byChannel(), echo.echoed());
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """);

    try (var compiled = Compiled.of(sources, Files.createDirectory(sources.resolve("classes")))) {
      var calls = compiled.type("Calls").getConstructor().newInstance();
      var results = ((Function<URI, List<Object>>) calls).apply(URI.create(project.url()));

      assertThat(results)
          .asString()
          .isEqualTo(
              "[0, hello, 640, READ_ONLY, Optional[7], Optional.empty, true,"
                  + " Optional[Optional.empty], true, 3, {general=2.0, other=1.0}, hi]");
    }
  }

  @Test
  void internalFunctionsComeOnDemandAndFilesStayTheSame() throws IOException {
    var file = sources.resolve("com/acme/api/chat/Messages.java");
    generate();
    assertThat(file).content().doesNotContain("hidden");
    assertThat(generate().output()).contains("0 written, 0 removed");

    assertThat(generate("--internal").output()).contains("1 written");

    assertThat(file).content().contains("QueryCall<String> hidden()");
  }

  @Test
  void mistakesAreOneLine() {
    var named = JensenCommand.runHere("codegen", "java", "--package", "com.acme-api");
    assertThat(named.output()).contains("no name of a package");
    var refused = generate("--admin-key", "wrong|key");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).contains("admin key").doesNotContain("\tat ");
  }
}

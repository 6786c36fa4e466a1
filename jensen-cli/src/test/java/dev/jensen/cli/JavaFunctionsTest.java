package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The example with functions in Java, called by the official clients and tools.
@Tag("conformance")
@Timeout(180)
class JavaFunctionsTest {

  @TempDir private static Path parent;

  private static CliProject project;

  @BeforeAll
  static void start() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent, "--functions", jar().toString());
    project.write(
        "convex/wrapped.ts",
        """
        import { anyApi, mutationGeneric as mutation } from "convex/server";
        export const dump = mutation(async (ctx: any, { data }: any) =>
          await ctx.runMutation(anyApi.tasks.dumpData, { data, apiKey: process.env.API_KEY }));
        """);
    project.write(
        "convex/schema.ts",
        """
        import { defineSchema } from "convex/server";
        export default defineSchema({});
        """);
    project.write("convex.json", "{\"codegen\":{\"staticApi\":true,\"staticDataModel\":true}}");
    project.succeed("dev", "--once", "--typecheck", "disable");
    project.succeed("env", "set", "API_KEY", "k1");
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  /// What `mvn package` makes of the example.
  private static Path jar() throws IOException {
    return FunctionApps.jar(
        CliProject.example("java-functions").resolve("src/main"), parent.resolve("app.jar"));
  }

  @Test
  void clientsSeeNoDifference() {
    project.write(
        "client.mjs",
        """
        import { ConvexClient, ConvexHttpClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const url = process.env.CONVEX_SELF_HOSTED_URL;
        const http = new ConvexHttpClient(url);
        const live = new ConvexClient(url);
        const seen = [];
        let first;
        const started = new Promise((resolve) => (first = resolve));
        live.onUpdate(anyApi.tasks.newest, { count: 2 }, (tasks) => {
          seen.push(tasks.map((task) => task.data).join());
          first();
        });
        await started;
        await live.mutation(anyApi.tasks.dumpData, { data: "socket", apiKey: "k1" });
        await http.mutation(anyApi.tasks.dumpData, { data: "http", apiKey: "k1" });
        await live.mutation(anyApi.wrapped.dump, { data: "typescript" });
        const wrong = await http
          .mutation(anyApi.tasks.dumpData, { data: 1, apiKey: "k2" })
          .catch((error) => error.data);
        const nobody = await http
          .mutation(anyApi.tasks.doSomething, { data: 1 })
          .catch((error) => error.data);
        const missing = await http
          .mutation(anyApi.tasks.dumpData, { data: 1 })
          .catch((error) => error.message.includes("ArgumentValidationError"));
        const newest = await http.query(anyApi.tasks.newest, { count: 1 });
        console.log(JSON.stringify({ wrong, nobody, missing, newest: newest[0].data, last: seen.at(-1) }));
        console.log(typeof newest[0]._id, typeof newest[0]._creationTime);
        await live.close();
        """);

    assertThat(project.node("client.mjs"))
        .contains(
            "{\"wrong\":\"Invalid API key\",\"nobody\":\"Unauthenticated\",\"missing\":true,"
                + "\"newest\":\"typescript\",\"last\":\"typescript,http\"}")
        .contains("string number");
  }

  @Test
  void theToolKnowsThem() throws IOException {
    project.succeed("run", "tasks:dumpData", "{\"data\":\"run\",\"apiKey\":\"k1\"}");

    assertThat(project.succeed("function-spec"))
        .contains("\"identifier\": \"tasks.js:dumpData\"")
        .contains("\"identifier\": \"wrapped.js:dump\"");
    assertThat(project.succeed("data", "tasks")).contains("\"run\"");
    assertThat(Files.readString(project.path("convex/_generated/api.d.ts")))
        .contains("dumpData: FunctionReference<");
  }

  /// What the tool generates makes a frontend in TypeScript know names, arguments and results.
  @Test
  void aFrontendIsTyped() {
    project.write(
        "frontend.ts",
        """
        import { ConvexHttpClient } from "convex/browser";
        import { api } from "./convex/_generated/api.js";
        import type { Doc, Id } from "./convex/_generated/dataModel.js";
        const client = new ConvexHttpClient(process.env.CONVEX_SELF_HOSTED_URL!);
        const id: Id<"tasks"> = await client.mutation(api.tasks.dumpData, { data: [1n], apiKey: "k1" });
        const [newest]: Doc<"tasks">[] = await client.query(api.tasks.newest, { count: 1 });
        console.log(newest._id === id, newest.data);
        """);
    project.write(
        "mistakes.ts",
        """
        import { ConvexHttpClient } from "convex/browser";
        import { api } from "./convex/_generated/api.js";
        declare const client: ConvexHttpClient;
        // @ts-expect-error there is none of that name
        api.tasks.dump;
        // @ts-expect-error it is a mutation
        await client.query(api.tasks.dumpData, { data: 1, apiKey: "k1" });
        // @ts-expect-error the key is missing
        await client.mutation(api.tasks.dumpData, { data: 1 });
        // @ts-expect-error a key is a text
        await client.mutation(api.tasks.dumpData, { data: 1, apiKey: 1 });
        const tasks = await client.query(api.tasks.newest, { count: 1 });
        // @ts-expect-error a task has no such field
        tasks[0].dta;
        """);

    project.write(
        "tsconfig.json",
        """
        {
          "compilerOptions": {
            "strict": true,
            "skipLibCheck": true,
            "target": "esnext",
            "module": "nodenext"
          },
          "files": ["frontend.ts", "mistakes.ts"]
        }
        """);

    project.node(project.program("typescript/bin/tsc").toString());
    assertThat(project.node("frontend.js")).contains("true [ 1n ]");
  }
}

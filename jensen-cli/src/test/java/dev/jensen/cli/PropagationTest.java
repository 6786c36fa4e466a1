package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// Whom functions of every kind see, in both runtimes, called in every way by everybody.
@InBothModes
@Tag("conformance")
@Timeout(240)
class PropagationTest {

  @TempDir private static Path parent;

  @AutoClose private static CliProject project;

  @Parameter private boolean redacts;

  @BeforeAll
  static void push() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent, "--dev-issuer");
    project.write(
        "convex/auth.config.ts",
        """
        export default { providers: [{
          domain: process.env.CONVEX_CLOUD_URL + "/api/jensen/dev-issuer", applicationID: "dev" }] };
        """);
    project.write(
        "convex/probe.ts",
        """
        import { actionGeneric as action, anyApi as api, internalMutationGeneric as internalMutation,
          mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        const see = async ({ auth }: any): Promise<any> => (await auth.getUserIdentity())?.subject ?? null;
        export const all = query(async ({ auth }) => await auth.getUserIdentity());
        export const who = query(see);
        export const whoMutation = mutation(see);
        export const whoAction = action(see);
        export const queried = query(async (ctx) => [await ctx.runQuery(api.probe.who, {})]);
        export const mutated = mutation(async (ctx) => [
          await ctx.runQuery(api.probe.who, {}), await ctx.runMutation(api.probe.whoMutation, {})]);
        export const acted = action(async (ctx): Promise<any> => [
          await ctx.runQuery(api.probe.who, {}), await ctx.runMutation(api.probe.whoMutation, {}),
          await ctx.runAction(api.probe.whoAction, {}), await ctx.runAction(api.node.who, {})]);
        export const note = internalMutation(async (ctx, { by }: any) => {
          await ctx.db.insert("notes", { by, who: await see(ctx) });
        });
        export const notes = query(async ({ db }) => await db.query("notes").collect());
        const schedules = async ({ scheduler }: any, { by }: any) => {
          await scheduler.runAfter(0, api.probe.note, { by });
        };
        export const schedule = mutation(schedules);
        export const scheduleInAction = action(schedules);
        export const late = action(async (ctx, { until }: any): Promise<any> => {
          while (Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
          return [await see(ctx), await ctx.runMutation(api.probe.whoMutation, {})];
        });
        """);
    project.write(
        "convex/node.ts",
        """
        "use node";
        import { actionGeneric as action, anyApi as api } from "convex/server";
        export const who = action(async ({ auth }) => (await auth.getUserIdentity())?.subject ?? null);
        export const acted = action(async (ctx): Promise<any> => [
          await ctx.runQuery(api.probe.who, {}), await ctx.runMutation(api.probe.whoMutation, {})]);
        """);
    project.write(
        "convex/crons.ts",
        """
        import { anyApi as api, cronJobs } from "convex/server";
        const crons = cronJobs();
        crons.interval("note", { seconds: 1 }, api.probe.note as any, { by: "cron" });
        export default crons;
        """);
    project.write(
        "convex/http.ts",
        """
        import { anyApi as api, httpActionGeneric as httpAction, httpRouter } from "convex/server";
        const http = httpRouter();
        http.route({ path: "/who", method: "GET", handler: httpAction(async (ctx, request) => {
          const told = (promise: Promise<any>) => promise.catch(() => "threw");
          const who = await told(ctx.auth.getUserIdentity().then((one) => one?.subject ?? null));
          const query = await told(ctx.runQuery(api.probe.who, {}));
          const action = await told(ctx.runAction(api.probe.whoAction, {}));
          const header = request.headers.get("Authorization");
          return Response.json([who, query, action, header?.slice(0, 10) ?? null]);
        }) });
        export default http;
        """);
    project.copyResource("clients/propagation.mjs", "propagation.mjs");
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @BeforeEach
  void redact() {
    project.redact(redacts);
  }

  private static String token(String lifetime) {
    return JensenCommand.printed(
            "auth",
            "token",
            "--subject",
            "alice",
            "--expires",
            lifetime,
            "--url",
            project.url(),
            "--data",
            project.data().toString())
        .strip();
  }

  @Test
  void functionsSeeTheirCallerAndNobodyElse() {
    var variables =
        Map.of("SITE_URL", project.siteUrl(), "TOKEN", token("1h"), "BRIEF_TOKEN", token("10s"));

    var lines = project.node("propagation.mjs", variables).lines().toList();

    assertThat(lines)
        .containsExactly(
            "nobody: " + seen("null", "null", "null", "null"),
            "alice: " + seen("\"alice\"", "\"alice\"", "\"alice\"", "\"Bearer eyJ\""),
            "admin: " + seen("null", "null", "null", "\"Convex jen\""),
            "carol: " + seen("\"carol\"", "\"carol\"", "\"carol\"", "\"Convex jen\""),
            "Bearer helloworld: 200 [\"threw\",null,\"threw\",\"Bearer hel\"]",
            "a: 200 [\"threw\",null,\"threw\",\"a\"]",
            "scheduled: [null]",
            "late: {\"late\":[\"alice\",\"alice\"],\"refused\":\"Unauthenticated\"}");
  }

  /// A line of the program, for whom four functions called directly see, and nine that they call.
  private static String seen(String who, String httpQuery, String httpAction, String header) {
    return "{\"direct\":[%1$s,%1$s,%1$s,%1$s],\"called\":[%1$s,%1$s,%1$s,%1$s,%1$s,%1$s,%1$s,%1$s,%1$s],\"http\":[%1$s,%2$s,%3$s,%4$s]}"
        .formatted(who, httpQuery, httpAction, header);
  }

  @Test
  void theToolCallsAsNobodyOrAsAnybody() {
    // The tool prints nothing for null.
    assertThat(project.succeed("run", "probe:all")).isBlank();
    assertThat(project.succeed("run", "probe:all", "--identity", "{\"name\":\"X\"}"))
        .contains("\"issuer\": \"https://convex.test\"")
        .contains("\"name\": \"X\"");
  }
}

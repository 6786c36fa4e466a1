package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands `token` and `auth`, and the official clients with what they print.
@Tag("conformance")
@Timeout(300)
class ServiceTokensTest {

  private static final String ISSUER = "/api/jensen/dev-issuer";

  @TempDir private static Path parent;

  private static CliProject project;

  /// What each official client is answered, found out once.
  private static final Map<String, String> answers = new HashMap<>();

  @BeforeAll
  static void create() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent, "--dev-issuer");
    project.write(
        "convex/auth.config.ts",
        """
        export default { providers: [
          { domain: process.env.CONVEX_CLOUD_URL + "%s", applicationID: "dev" },
        ] };
        """
            .formatted(ISSUER));
    Files.createDirectory(project.path("convex/jobs"));
    project.write(
        "convex/jobs/nightly.ts",
        """
        import { internalMutationGeneric as internalMutation,
          internalQueryGeneric as internalQuery } from "convex/server";
        export const note = internalMutation(async ({ auth }) =>
          `noted by ${(await auth.getUserIdentity())?.name}`);
        export const who = internalQuery(async ({ auth }) =>
          (await auth.getUserIdentity())?.name ?? null);
        """);
    project.write(
        "convex/tasks.ts",
        """
        import { internalMutationGeneric as internalMutation, mutationGeneric as mutation,
          queryGeneric as query } from "convex/server";
        export const dumpData = mutation(async ({ auth }, { rows }: any) =>
          `${(await auth.getUserIdentity())?.subject} dumped ${rows}`);
        export const who = query(async ({ auth }) =>
          (await auth.getUserIdentity())?.tokenIdentifier ?? null);
        export const secret = internalMutation(async () => "secret");
        """);
    project.copyResource("clients/service.mjs", "clients.mjs");
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  private static Programs.Ended jensen(String... arguments) {
    return JensenCommand.runHere(withServer(arguments));
  }

  private static String printed(String... arguments) {
    return JensenCommand.printed(withServer(arguments)).strip();
  }

  private static String[] withServer(String... arguments) {
    var all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--url", project.url(), "--data", project.data().toString()));
    return all.toArray(String[]::new);
  }

  private static String create(String name) {
    return printed(
        "token",
        "create",
        name,
        "--allow",
        "internal:jobs/*",
        "--allow",
        "tasks:dumpData",
        "--act-as",
        "https://issuer.test|*",
        "--expires",
        "90d");
  }

  @Test
  void anUnmodifiedClientCallsAsAService() {
    var token = create("nightly");
    project.write(
        "service.mjs",
        """
        import { ConvexHttpClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const url = process.env.CONVEX_SELF_HOSTED_URL;
        const client = new ConvexHttpClient(url);
        client.setAuth(process.env.TOKEN);
        const inside = await client.query(anyApi.jobs.nightly.who, {});
        const dumped = await client.mutation(anyApi.tasks.dumpData, { rows: 3 });
        const outside = await client.query(anyApi.tasks.who, {});
        const refused = await client.mutation(anyApi.tasks.secret, {}).catch((e) => e.message);
        const post = async (path, body, token) => (await fetch(url + path, {
          method: "POST",
          headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        })).json();
        const plain = await post("/api/query", { path: "jobs/nightly:who", args: {} }, process.env.TOKEN);
        const form = await (await fetch(url + "/api/jensen/v1/token/exchange", {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
            subject_token: process.env.TOKEN,
            subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
            requested_subject: "https://issuer.test|alice",
          }),
        })).json();
        client.setAuth(form.access_token);
        const alice = await client.query(anyApi.tasks.who, {});
        console.log(JSON.stringify({ inside, dumped, outside, plain: plain.value, alice,
          missing: refused.includes("'internal:tasks:secret'"), seconds: form.expires_in }));
        """);

    assertThat(token).matches("jensen_st_\\S+").hasLineCount(1);
    assertThat(project.node("service.mjs", Map.of("TOKEN", token)))
        .contains(
            "{\"inside\":\"nightly\",\"dumped\":\"nightly dumped 3\",\"outside\":null,"
                + "\"plain\":\"nightly\",\"alice\":\"https://issuer.test|alice\",\"missing\":true,"
                + "\"seconds\":300}");
    var list = printed("token", "list", "--uses");
    assertThat(list).containsPattern("nightly +[0-9a-f]{16} live ");
    assertThat(list).contains("refused tasks:secret 1x").contains("allowed jobs/nightly:who 2x");
    assertThat(list).contains("allowed exchange for https://issuer.test|alice");
    assertThat(project.path("server.log"))
        .content()
        .contains("has no pattern")
        .doesNotContain(token.substring(token.lastIndexOf('.')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetchMutation", "ConvexHttpClient", "ConvexClient"})
  void everyOfficialClientMayDoWhatTheTokenAllowsUntilItIsRevoked(String client) {
    var answers = answers();

    assertThat(answers.get(client + " public")).isEqualTo("clients dumped 1");
    assertThat(answers.get(client + " internal")).isEqualTo("noted by clients");
    assertThat(answers.get(client + " refused"))
        .contains("Could not find public function for 'tasks:secret'")
        .contains("service token 'clients' has no pattern")
        .contains("'internal:tasks:secret'");
    // The live client has given the token up by then, and calls as nobody.
    assertThat(answers.get(client + " revoked"))
        .contains(
            client.equals("ConvexClient")
                ? "Could not find public function for 'jobs/nightly:note'"
                : "'clients' was revoked at");
  }

  private static synchronized Map<String, String> answers() {
    if (answers.isEmpty()) {
      var variables = Map.of("TOKEN", create("clients"), "NAME", "clients");
      for (var line : project.node("clients.mjs", variables).lines().toList()) {
        var parts = line.split(": ", 2);
        answers.put(parts[0], parts[1]);
      }
    }
    return answers;
  }

  @Test
  void aLiveClientEndsWhenItsTokenIsRevoked() throws IOException {
    project.write(
        "live.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const complaints = [];
        console.error = console.warn = (...text) => complaints.push(text.join(" "));
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL);
        client.setAuth(async () => process.env.TOKEN, (isGood) => {
          if (!isGood) {
            console.log("signed out");
            client.close();
          }
        });
        client.onUpdate(anyApi.jobs.nightly.who, {}, (who) => {
          console.log("service", who, complaints.length);
        });
        """);
    var old = create("live");
    var token = printed("token", "rotate", "live", "--overlap", "0");
    var process = project.startNode("live.mjs", Map.of("TOKEN", token));
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      CliProject.await(output, "service live 0");

      var revoked = jensen("token", "revoke", "live");

      assertThat(revoked.status()).isZero();
      CliProject.await(output, "signed out");
    } finally {
      process.destroy();
    }
    var replaced = jensen("auth", "check", old);
    assertThat(replaced.status()).isEqualTo(1);
    assertThat(replaced.output()).contains("was replaced by another one");
    assertThat(jensen("auth", "check", token).output()).contains("'live' was revoked at");
    assertThat(jensen("token", "revoke", "live").output()).contains("No service token 'live'");
  }

  @Test
  void aDevelopmentTokenIsAcceptedAndExplained() {
    var token = printed("auth", "token", "--subject", "alice", "--claim", "level=3");
    project.write(
        "user.mjs",
        """
        import { ConvexHttpClient } from "convex/browser";
        import { anyApi } from "convex/server";
        const client = new ConvexHttpClient(process.env.CONVEX_SELF_HOSTED_URL);
        client.setAuth(process.env.TOKEN);
        console.log(await client.query(anyApi.tasks.who, {}));
        """);

    assertThat(project.node("user.mjs", Map.of("TOKEN", token)))
        .contains("%s%s|alice".formatted(project.url(), ISSUER));
    var accepted = jensen("auth", "check", "Bearer " + token);
    assertThat(accepted.status()).isZero();
    assertThat(accepted.output())
        .contains("accepted as user token")
        .contains("provider: OIDC(domain=%s%s, app_id=dev)".formatted(project.url(), ISSUER))
        .containsPattern("✓ exp +good for (59|60) minutes")
        .contains("\"level\":3");
    var changed = token.substring(0, token.length() - 8) + "AAAAAAAA";
    var refused = jensen("auth", "check", changed);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output())
        .contains("refused with Unauthenticated: the signature does not match; keys fetched from")
        .contains("✗ signature");
    assertThat(jensen("auth", "check", "no.jwt").output()).contains("not a JWT");
    assertThat(jensen("auth", "check").status()).isEqualTo(2);
  }

  @Test
  void keysAreSetOnceUnlessForced() {
    project.write(
        "keys.mjs",
        """
        import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
        const url = process.env.CONVEX_SELF_HOSTED_URL + "/api/v1/list_environment_variables";
        const key = process.env.CONVEX_SELF_HOSTED_ADMIN_KEY;
        const all = await (await fetch(url, { headers: { Authorization: `Convex ${key}` } })).json();
        const { JWT_PRIVATE_KEY, JWKS, CONVEX_AUTH_PRIVATE_KEY } = all.environmentVariables;
        const pem = JWT_PRIVATE_KEY.replaceAll(" ", "\\n").replaceAll("\\nPRIVATE\\nKEY", " PRIVATE KEY");
        const signature = sign("sha256", Buffer.from("text"), createPrivateKey(pem));
        const publicKey = createPublicKey({ key: JSON.parse(JWKS).keys[0], format: "jwk" });
        console.log(
          verify("sha256", Buffer.from("text"), publicKey, signature),
          JWT_PRIVATE_KEY === CONVEX_AUTH_PRIVATE_KEY,
          createHash("sha256").update(JWKS).digest("hex"));
        """);

    var first = jensen("auth", "init");
    var keys = project.node("keys.mjs");
    var again = jensen("auth", "init");
    var kept = project.node("keys.mjs");
    var forced = jensen("auth", "init", "--force");

    assertThat(first.output()).contains("Set: JWT_PRIVATE_KEY, JWKS, CONVEX_AUTH_PRIVATE_KEY");
    assertThat(keys).startsWith("true true ");
    assertThat(again.output()).contains("Already set, and kept");
    assertThat(kept).isEqualTo(keys);
    assertThat(forced.status()).isZero();
    assertThat(project.node("keys.mjs")).startsWith("true true ").isNotEqualTo(keys);
  }

  @Test
  void theDevelopmentIssuerIsRefusedWhereOthersCanConnect() {
    for (var option : List.of("--host=0.0.0.0", "--origin=https://app.example.com")) {
      var data = project.path("public").toString();
      var ended = JensenCommand.runHere("serve", "--dev-issuer", "--data", data, option);

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.output()).hasLineCount(1).contains("--dev-issuer").contains("this machine");
    }
  }

  @Test
  void wrongUsageIsToldFromWhatTheServerRefuses() {
    assertThat(jensen("token", "create", "x", "--expires", "soon").status()).isEqualTo(2);
    assertThat(jensen("token").status()).isEqualTo(2);
    var refused = jensen("token", "create", "x", "--allow", "no pattern");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output()).hasLineCount(1).contains("'no pattern' is no pattern");
    assertThat(jensen("token", "list", "--admin-key", "jensen|wrong").output())
        .contains("admin key was invalid");
  }
}

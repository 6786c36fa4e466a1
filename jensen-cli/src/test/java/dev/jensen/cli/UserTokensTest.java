package dev.jensen.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The official clients with the tokens of an OIDC issuer on this machine.
@Tag("conformance")
@Timeout(240)
class UserTokensTest {

  @TempDir private static Path parent;

  private static HttpServer issuer;
  private static CliProject project;

  @BeforeAll
  static void create() throws IOException {
    CliProject.install(parent);
    project = CliProject.create(parent);
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var url = "http://127.0.0.1:%d".formatted(issuer.getAddress().getPort());
    project.write(
        "keys.mjs",
        """
        import { generateKeyPairSync } from "node:crypto";
        import { writeFileSync } from "node:fs";
        const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        writeFileSync("private.pem", privateKey.export({ type: "pkcs8", format: "pem" }));
        const key = { ...publicKey.export({ format: "jwk" }), kid: "one" };
        writeFileSync("keys.json", JSON.stringify({ keys: [key] }));
        console.log("done");
        """);
    assertThat(project.node("keys.mjs")).contains("done");
    serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url, url));
    serve("/keys", Files.readString(project.path("keys.json")));
    issuer.start();
    project.write(
        "convex/auth.config.ts",
        """
        export default { providers: [{ domain: process.env.ISSUER!, applicationID: "app" }] };
        """);
    project.write(
        "convex/users.ts",
        """
        import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
        export const who = query(async ({ auth }) => (await auth.getUserIdentity())?.name ?? null);
        export const rename = mutation(async ({ auth }, { suffix }: any) =>
          (await auth.getUserIdentity())!.tokenIdentifier.split("|")[1] + suffix);
        """);
    project.write(
        "tokens.mjs",
        """
        import { createPrivateKey, sign } from "node:crypto";
        import { readFileSync } from "node:fs";
        const key = createPrivateKey(readFileSync("private.pem"));
        const encode = (json) => Buffer.from(JSON.stringify(json)).toString("base64url");
        export function token(sub, claims = {}) {
          const now = Math.floor(Date.now() / 1000);
          const payload = { iss: "%s", sub, aud: "app", iat: now, exp: now + 600, name: sub, ...claims };
          const text = `${encode({ alg: "RS256", kid: "one", typ: "JWT" })}.${encode(payload)}`;
          return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
        }
        """
            .formatted(url));
    project.succeed("env", "set", "ISSUER", url);
    project.succeed("dev", "--once", "--typecheck", "disable");
  }

  private static void serve(String path, String json) {
    issuer.createContext(
        path,
        exchange -> {
          byte[] body = json.getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  @AfterAll
  static void stop() {
    project.close();
    issuer.stop(0);
  }

  @Test
  void anHttpClientCallsAsTheUser() {
    project.write(
        "http.mjs",
        """
        import { ConvexHttpClient } from "convex/browser";
        import { anyApi } from "convex/server";
        import { token } from "./tokens.mjs";
        const client = new ConvexHttpClient(process.env.CONVEX_SELF_HOSTED_URL);
        const nobody = await client.query(anyApi.users.who, {});
        client.setAuth(token("alice"));
        const alice = await client.query(anyApi.users.who, {});
        const renamed = await client.mutation(anyApi.users.rename, { suffix: "!" });
        client.setAuth(token("alice", { exp: 1000 }));
        const refused = await client.query(anyApi.users.who, {}).catch((e) => JSON.parse(e.message));
        client.clearAuth();
        const again = await client.query(anyApi.users.who, {});
        const expired = /expired \\d+ seconds ago/.test(refused.message);
        console.log(JSON.stringify({ nobody, alice, renamed, code: refused.code, expired, again }));
        """);

    assertThat(project.node("http.mjs"))
        .contains(
            "{\"nobody\":null,\"alice\":\"alice\",\"renamed\":\"alice!\","
                + "\"code\":\"Unauthenticated\",\"expired\":true,\"again\":null}");
  }

  @Test
  void aLiveClientFollowsItsUser() {
    project.write(
        "live.mjs",
        """
        import { ConvexClient } from "convex/browser";
        import { anyApi } from "convex/server";
        import { token } from "./tokens.mjs";
        const client = new ConvexClient(process.env.CONVEX_SELF_HOSTED_URL);
        const seen = [];
        let waiting = () => {};
        client.onUpdate(anyApi.users.who, {}, (who) => { seen.push(who); waiting(); });
        const until = (who) => new Promise((resolve) => {
          waiting = () => seen.at(-1) === who && resolve();
          waiting();
        });
        await until(null);
        const states = [];
        client.setAuth(async () => token("alice"), (state) => states.push(state));
        await until("alice");
        const renamed = await client.mutation(anyApi.users.rename, { suffix: "!" });
        client.setAuth(async () => token("bob"), (state) => states.push(state));
        await until("bob");
        let asked = 0;
        await new Promise((resolve) =>
          client.setAuth(async () => (asked++, token("eve", { aud: "other", n: asked })),
            (state) => state || resolve()));
        await until(null);
        console.log(JSON.stringify({ seen, renamed, eve: asked > 1, good: states.includes(true) }));
        await client.close();
        """);

    assertThat(project.node("live.mjs"))
        .contains(
            "{\"seen\":[null,\"alice\",\"bob\",null],\"renamed\":\"alice!\",\"eve\":true,"
                + "\"good\":true}");
  }
}

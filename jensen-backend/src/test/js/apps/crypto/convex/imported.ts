// Keys that a module makes when it is evaluated, and what it cannot do then.
import { queryGeneric as query } from "convex/server";

declare const crypto: any;

const bytes = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const secret = crypto.subtle.importKey(
  "raw",
  new TextEncoder().encode("secret"),
  { name: "HMAC", hash: "SHA-256" },
  false,
  ["sign", "verify"],
);
const publicKey = crypto.subtle.importKey(
  "jwk",
  { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
  "Ed25519",
  false,
  ["verify"],
);
const spki = crypto.subtle.importKey(
  "spki",
  bytes("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72bfocs3-257rn0s2ldbqkLJK2KRiMohYjlrQ"),
  { name: "ECDSA", namedCurve: "P-256" },
  true,
  ["verify"],
);

const refused: Record<string, string> = {};
for (const [name, attempt] of Object.entries({
  values: () => crypto.getRandomValues(new Uint8Array(1)),
  uuid: () => crypto.randomUUID(),
})) {
  try {
    attempt();
  } catch (e: any) {
    refused[name] = e.message;
  }
}
crypto.subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]).catch((e: any) => {
  refused.generate = e.message;
});

export const use = query(async () => {
  const data = new TextEncoder().encode("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
  const signature = await crypto.subtle.sign("HMAC", await secret, data);
  return {
    hmac: await crypto.subtle.verify("HMAC", await secret, signature, data),
    ed25519: await crypto.subtle.verify(
      "Ed25519",
      await publicKey,
      bytes("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"),
      data,
    ),
    y: (await crypto.subtle.exportKey("jwk", await spki)).y,
    refused,
  };
});

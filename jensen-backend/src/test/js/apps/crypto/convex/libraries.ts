// What applications use cryptography through.
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { hmac } from "@oslojs/crypto/hmac";
import { SHA256, sha256 } from "@oslojs/crypto/sha2";
import { constantTimeEqual } from "@oslojs/crypto/subtle";
import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import * as jose from "jose";

declare const crypto: any;

const ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA", "HS256"];

async function keysFor(alg: string) {
  if (alg === "HS256") {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    return { signing: secret, verifying: secret, pem: undefined };
  }
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const pem = await jose.exportPKCS8(privateKey);
  return { signing: await jose.importPKCS8(pem, alg), verifying: publicKey, pem };
}

/** Signs with every algorithm; verifies by key and by a local set of keys. */
export const tokens = action(async () => {
  const made: Record<string, { token: string; jwk: any }> = {};
  for (const alg of ALGORITHMS) {
    const { signing, verifying } = await keysFor(alg);
    const token = await new jose.SignJWT({ role: "admin" })
      .setProtectedHeader({ alg, kid: alg })
      .setIssuedAt()
      .setIssuer("https://issuer.example")
      .setExpirationTime("2h")
      .setSubject("alice")
      .sign(signing);
    const { payload } = await jose.jwtVerify(token, verifying, { issuer: "https://issuer.example" });
    if (payload.sub !== "alice") {
      throw new Error(`${alg}: ${JSON.stringify(payload)}`);
    }
    made[alg] = { token, jwk: { ...(await jose.exportJWK(verifying)), kid: alg, alg } };
  }
  return JSON.stringify(made);
});

export const verify = query(async (_ctx, { made, currentDate }: any) => {
  const entries = Object.entries(JSON.parse(made)) as [string, { token: string; jwk: any }][];
  const results: string[] = [];
  const keys = entries.filter(([alg]) => alg !== "HS256").map(([, { jwk }]) => jwk);
  const set = jose.createLocalJWKSet({ keys });
  for (const [alg, { token, jwk }] of entries) {
    const now = { currentDate: new Date(currentDate) };
    const key = alg === "HS256" ? await jose.importJWK(jwk, alg) : set;
    const { payload } = await jose.jwtVerify(token, key as any, now);
    const forged = token.slice(0, -8) + (token.endsWith("AAAAAAAA") ? "BBBBBBBB" : "AAAAAAAA");
    const refusal = await jose.jwtVerify(forged, key as any, now).catch((e: any) => e.code);
    results.push(`${alg} ${payload.sub} ${refusal}`);
  }
  return results;
});

export const encrypted = action(async () => {
  const results: string[] = [];
  for (const [alg, enc] of [["RSA-OAEP-256", "A256GCM"], ["ECDH-ES+A128KW", "A128CBC-HS256"], ["dir", "A256GCM"]]) {
    const { publicKey, privateKey }: any =
      alg === "dir"
        ? { publicKey: new Uint8Array(32).fill(7), privateKey: new Uint8Array(32).fill(7) }
        : await jose.generateKeyPair(alg, { extractable: true });
    const token = await new jose.EncryptJWT({ hidden: "yes" }).setProtectedHeader({ alg, enc }).encrypt(publicKey);
    const { payload } = await jose.jwtDecrypt(token, privateKey);
    results.push(`${alg} ${payload.hidden}`);
  }
  return results;
});

/** What the Password provider of Convex Auth does, with the parameters of its scrypt, in plain JavaScript. */
export const password = mutation(async () => {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hash = await scryptAsync("correct horse", salt, { N: 2048, r: 16, p: 1, dkLen: 64 });
  const again = await scryptAsync("correct horse", salt, { N: 2048, r: 16, p: 1, dkLen: 64 });
  const other = await scryptAsync("incorrect horse", salt, { N: 2048, r: 16, p: 1, dkLen: 64 });
  return [hash.length, constantTimeEqual(hash, again), constantTimeEqual(hash, other)];
});

/** The same in JavaScript and in the worker. */
export const twice = query(async () => {
  const data = new TextEncoder().encode("one two three");
  const key = await crypto.subtle.importKey("raw", data, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return [
    constantTimeEqual(sha256(data), new Uint8Array(await crypto.subtle.digest("SHA-256", data))),
    constantTimeEqual(hmac(SHA256, data, data), new Uint8Array(await crypto.subtle.sign("HMAC", key, data))),
  ];
});

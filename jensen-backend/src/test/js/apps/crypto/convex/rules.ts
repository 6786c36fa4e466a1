import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query } from "convex/server";

declare const crypto: any, Crypto: any, CryptoKey: any, SubtleCrypto: any, Convex: any;

const outcome = async (attempt: () => any) => {
  try {
    await attempt();
    return "worked";
  } catch (e: any) {
    return `${e.name}: ${e.message}`;
  }
};

async function outcomes(attempts: Record<string, () => any>) {
  const found: Record<string, string> = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    found[name] = await outcome(attempt);
  }
  return found;
}

const RSA = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" };
const P256 = "P-256";
const DATA = new Uint8Array([1, 2, 3]);

/** Keys for what needs randomness only when they are used; made in an action. */
export const makeKeys = action(async () => {
  const jwk = async (algorithm: any, usages: string[], part: string) => {
    const pair = await crypto.subtle.generateKey(algorithm, true, usages);
    return crypto.subtle.exportKey("jwk", pair[part]);
  };
  return {
    oaep: await jwk({ ...RSA, name: "RSA-OAEP" }, ["encrypt", "decrypt"], "publicKey"),
    pss: await jwk({ ...RSA, name: "RSA-PSS" }, ["sign", "verify"], "privateKey"),
    pkcs1: await jwk({ ...RSA, name: "RSASSA-PKCS1-v1_5" }, ["sign", "verify"], "privateKey"),
    ecdsa: await jwk({ name: "ECDSA", namedCurve: P256 }, ["sign", "verify"], "privateKey"),
  };
});

const random = async (_ctx: any, keys: any) => {
  const { subtle } = crypto;
  const hash = "SHA-256";
  const imported = (jwk: any, name: string, usage: string) =>
    subtle.importKey("jwk", jwk, { name, hash, namedCurve: P256 }, false, [usage]);
  return outcomes({
    generateAes: () => subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]),
    generateHmac: () => subtle.generateKey({ name: "HMAC", hash }, true, ["sign"]),
    generateRsa: () => subtle.generateKey({ ...RSA, name: "RSA-PSS" }, true, ["sign"]),
    generateEc: () => subtle.generateKey({ name: "ECDSA", namedCurve: P256 }, true, ["sign"]),
    generateEd25519: () => subtle.generateKey("Ed25519", true, ["sign"]),
    oaepEncrypt: async () => subtle.encrypt("RSA-OAEP", await imported(keys.oaep, "RSA-OAEP", "encrypt"), DATA),
    pssSign: async () =>
      subtle.sign({ name: "RSA-PSS", saltLength: 32 }, await imported(keys.pss, "RSA-PSS", "sign"), DATA),
    ecdsaSign: async () => subtle.sign({ name: "ECDSA", hash }, await imported(keys.ecdsa, "ECDSA", "sign"), DATA),
    pkcs1Sign: async () =>
      subtle.sign("RSASSA-PKCS1-v1_5", await imported(keys.pkcs1, "RSASSA-PKCS1-v1_5", "sign"), DATA),
  });
};
export const randomInQuery = query(random);
export const randomInMutation = mutation(random);
export const randomInAction = action(random);

const drawn = async () => [
  crypto.randomUUID(),
  ...crypto.getRandomValues(new Uint32Array(4)),
  ...crypto.getRandomValues(new Uint8Array(40)),
  Math.random(),
];
export const drawnInQuery = query(drawn);
export const drawnInAction = action(drawn);

/** No way from user code to what the prelude asks of the worker. */
export const outside = action(async () =>
  outcomes({
    syscall: () => Convex.syscall("random:secure 16", "{}"),
    number: () => Convex.syscall(0, "random:secure 16"),
    async: () => Convex.asyncSyscall("random:secure 16", "{}"),
  }),
);

const hmac = (subtle: any, usages = ["sign"], extractable = false) =>
  subtle.importKey("raw", DATA, { name: "HMAC", hash: "SHA-256" }, extractable, usages);

export const mistakes = query(async () => {
  const { subtle } = crypto;
  const raw = (length: number) => new Uint8Array(length);
  const aes = (algorithm: any, usages = ["encrypt", "decrypt"]) =>
    subtle.importKey("raw", raw(16), algorithm, false, usages);
  const gcm = { name: "AES-GCM", iv: raw(12) };
  const oct = { kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA" };
  const jwk = (jwk: any, extractable = false) => subtle.importKey("jwk", jwk, "AES-GCM", extractable, ["encrypt"]);
  const ec = { name: "ECDSA", namedCurve: P256 };
  const derive = async (name: string, more: any, length: any) =>
    subtle.deriveBits(
      { name, hash: "SHA-256", salt: DATA, ...more },
      await subtle.importKey("raw", DATA, name, false, ["deriveBits"]),
      length,
    );
  return outcomes({
    unknownDigest: () => subtle.digest("MD5", DATA),
    digestOfText: () => subtle.digest("SHA-256", "text"),
    digestOfNothing: () => subtle.digest("SHA-256"),
    signWithAes: async () => subtle.sign("AES-GCM", await hmac(subtle), DATA),
    otherAlgorithm: async () => subtle.encrypt(gcm, await hmac(subtle), DATA),
    otherUsage: async () => subtle.verify("HMAC", await hmac(subtle), DATA, DATA),
    notAKey: () => subtle.sign("HMAC", {}, DATA),
    unextractable: async () => subtle.exportKey("raw", await hmac(subtle)),
    noUsages: () => hmac(subtle, []),
    badUsage: () => hmac(subtle, ["encrypt"]),
    unknownUsage: () => hmac(subtle, ["fly"]),
    unknownFormat: () => subtle.importKey("pem", DATA, "AES-GCM", true, ["encrypt"]),
    otherFormat: () => subtle.importKey("spki", DATA, "AES-GCM", true, ["encrypt"]),
    badLength: () => subtle.importKey("raw", raw(17), "AES-GCM", true, ["encrypt"]),
    emptyHmac: () => subtle.importKey("raw", raw(0), { name: "HMAC", hash: "SHA-1" }, true, ["sign"]),
    badSpki: () => subtle.importKey("spki", raw(40), ec, true, ["verify"]),
    notOnCurve: () => subtle.importKey("raw", new Uint8Array(65).fill(4), ec, true, ["verify"]),
    infinity: () => subtle.importKey("raw", raw(1), ec, true, ["verify"]),
    zeroPrivateKey: () => subtle.importKey("jwk", { ...EC_JWK, d: "A".repeat(43) }, ec, true, ["sign"]),
    otherPrivateKey: () => subtle.importKey("jwk", { ...EC_JWK, d: `${"A".repeat(42)}E` }, ec, true, ["sign"]),
    otherCurve: () => subtle.importKey("jwk", EC_JWK, { ...ec, namedCurve: "P-384" }, true, ["verify"]),
    unknownCurve: () => subtle.importKey("jwk", EC_JWK, { ...ec, namedCurve: "K-256" }, true, ["verify"]),
    noCurve: () => subtle.importKey("jwk", EC_JWK, "ECDSA", true, ["verify"]),
    jwkType: () => jwk({ ...oct, kty: "RSA" }),
    jwkUse: () => jwk({ ...oct, use: "sig" }),
    jwkOperations: () => jwk({ ...oct, key_ops: ["decrypt"] }),
    jwkDuplicates: () => jwk({ ...oct, key_ops: ["encrypt", "encrypt"] }),
    jwkExtractable: () => jwk({ ...oct, ext: false }, true),
    jwkAlgorithm: () => jwk({ ...oct, alg: "A256GCM" }),
    jwkText: () => jwk({ ...oct, k: "=" }),
    jwkMissing: () => jwk({ kty: "oct" }),
    jwkBytes: () => jwk(DATA),
    wrongTag: async () => subtle.decrypt(gcm, await aes("AES-GCM"), raw(16)),
    wrongShortTag: async () => subtle.decrypt({ ...gcm, tagLength: 32 }, await aes("AES-GCM"), raw(16)),
    noTag: async () => subtle.decrypt(gcm, await aes("AES-GCM"), raw(15)),
    tagLength: async () => subtle.encrypt({ ...gcm, tagLength: 100 }, await aes("AES-GCM"), DATA),
    noVector: async () => subtle.encrypt("AES-GCM", await aes("AES-GCM"), DATA),
    shortVector: async () => subtle.encrypt({ name: "AES-CBC", iv: DATA }, await aes("AES-CBC"), DATA),
    wrongPadding: async () => subtle.decrypt({ name: "AES-CBC", iv: raw(16) }, await aes("AES-CBC"), raw(16)),
    counter: async () =>
      subtle.encrypt({ name: "AES-CTR", counter: raw(16), length: 1 }, await aes("AES-CTR"), raw(33)),
    wrapOddly: async () =>
      subtle.wrapKey("raw", await hmac(subtle, ["sign"], true), await aes("AES-KW", ["wrapKey"]), "AES-KW"),
    unwrapBadly: async () =>
      subtle.unwrapKey("raw", raw(24), await aes("AES-KW", ["unwrapKey"]), "AES-KW", "AES-GCM", true, ["encrypt"]),
    hkdfLength: () => derive("HKDF", { info: DATA }, 12),
    hkdfTooLong: () => derive("HKDF", { info: DATA }, 256 * 32 * 8),
    hkdfNoLength: () => derive("HKDF", { info: DATA }, null),
    noIterations: () => derive("PBKDF2", { iterations: 0 }, 256),
    manyIterations: () => derive("PBKDF2", { iterations: 4e9 }, 256),
    negativeIterations: () => derive("PBKDF2", { iterations: -1 }, 256),
    extractablePassword: () => subtle.importKey("raw", DATA, "PBKDF2", true, ["deriveBits"]),
    tooLarge: () => subtle.digest("SHA-256", raw((32 << 20) + 1)),
    newKey: () => new CryptoKey(),
    newSubtle: () => new SubtleCrypto(),
  });
});

const EC_JWK = {
  kty: "EC",
  crv: "P-256",
  x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
  y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
};

/** Points may be compressed, which halves what is stored. */
export const compressedPoint = query(async () => {
  const { subtle } = crypto;
  const decode = (text: string) => atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const found = [];
  for (const sign of [2, 3]) {
    const point = Uint8Array.from([sign, ...Array.from(decode(EC_JWK.x), (c) => c.charCodeAt(0))]);
    const key = await subtle.importKey("raw", point, { name: "ECDSA", namedCurve: P256 }, true, ["verify"]);
    found.push((await subtle.exportKey("jwk", key)).y);
  }
  return found;
});

export const shape = query(async () => {
  const key = await hmac(crypto.subtle, ["verify", "sign", "sign"]);
  key.usages.push("encrypt");
  key.algorithm.hash.name = "SHA-1";
  const unchanged = await crypto.subtle.sign("HMAC", key, DATA);
  return {
    key: [key.type, key.extractable, key.algorithm.name, key.algorithm.length],
    same: key.algorithm === key.algorithm && key.usages === key.usages,
    instances: [key instanceof CryptoKey, crypto.subtle instanceof SubtleCrypto, crypto instanceof Crypto],
    tags: [String(key), String(crypto.subtle)],
    own: [Reflect.ownKeys(key).length, JSON.stringify(key)],
    sameSubtle: crypto.subtle === crypto.subtle,
    signed: unchanged.byteLength,
  };
});

/** Nothing but the microtasks between them decides in which order these finish. */
export const order = query(async () => {
  const done: string[] = [];
  const note = (name: string) => () => void done.push(name);
  await Promise.all([
    crypto.subtle.digest("SHA-1", DATA).then(note("first")),
    Promise.resolve().then(note("second")),
    crypto.subtle.digest("SHA-512", DATA).then(note("third")),
  ]);
  return done;
});

/** Milliseconds a piece, a megabyte each. */
export const largeDigests = action(async () => {
  const data = new Uint8Array(1 << 20);
  const began = Date.now();
  for (let i = 0; i < 20; i++) {
    data[0] = i;
    await crypto.subtle.digest("SHA-256", data);
  }
  return (Date.now() - began) / 20;
});

// Known answers from the standards, checked in a query.
import { queryGeneric as query } from "convex/server";

declare const crypto: any;
const { subtle } = crypto;

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const ascii = (text: string) => new TextEncoder().encode(text);
const base64url = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

/** FIPS 180-4: the digests of "abc". */
export const digests = query(async () => {
  const found: Record<string, string> = {};
  for (const hash of ["sha-1", "SHA-256", "SHA-384", "SHA-512"]) {
    found[hash] = hex(await subtle.digest(hash, ascii("abc")));
  }
  return found;
});

/** RFC 4231, test cases 2 and 6. */
export const hmacs = query(async () => {
  const found: string[] = [];
  const cases: [Uint8Array, string][] = [
    [ascii("Jefe"), "what do ya want for nothing?"],
    [new Uint8Array(131).fill(0xaa), "Test Using Larger Than Block-Size Key - Hash Key First"],
  ];
  for (const [key, data] of cases) {
    for (const hash of ["SHA-256", "SHA-384", "SHA-512"]) {
      const imported = await subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"]);
      found.push(hex(await subtle.sign("HMAC", imported, ascii(data))));
    }
  }
  return found;
});

/** NIST SP 800-38A (F.2.1, F.5.1), RFC 3394 (4.1), and test cases 4 and 5 of the GCM specification. */
export const aes = query(async () => {
  const key = bytes("2b7e151628aed2a6abf7158809cf4f3c");
  const block = bytes("6bc1bee22e409f96e93d7e117393172a");
  const cipher = async (algorithm: any, key: Uint8Array, data: Uint8Array) => {
    const imported = await subtle.importKey("raw", key, algorithm, false, ["encrypt"]);
    return hex(await subtle.encrypt(algorithm, imported, data));
  };
  const wrapping = await subtle.importKey("raw", bytes("000102030405060708090a0b0c0d0e0f"), "AES-KW", false, ["wrapKey"]);
  const wrapped = await subtle.importKey("raw", bytes("00112233445566778899aabbccddeeff"), "AES-CBC", true, ["encrypt"]);
  const gcmKey = bytes("feffe9928665731c6d6a8f9467308308");
  const gcmData = bytes(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
  );
  const additionalData = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const iv = bytes("cafebabefacedbaddecaf888");
  return {
    cbc: (await cipher({ name: "AES-CBC", iv: bytes("000102030405060708090a0b0c0d0e0f") }, key, block)).slice(0, 32),
    ctr: await cipher({ name: "AES-CTR", counter: bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), length: 64 }, key, block),
    kw: hex(await subtle.wrapKey("raw", wrapped, wrapping, "AES-KW")),
    gcmTag: (await cipher({ name: "AES-GCM", iv, additionalData }, gcmKey, gcmData)).slice(-32),
    gcmShortVectorTag: (await cipher({ name: "AES-GCM", iv: iv.slice(0, 8), additionalData }, gcmKey, gcmData)).slice(-32),
  };
});

/** RFC 5869 (A.1, A.3, A.4) and PBKDF2 with the inputs of RFC 6070. */
export const derivations = query(async () => {
  const derive = async (name: string, secret: Uint8Array, parameters: any, length: number) => {
    const key = await subtle.importKey("raw", secret, name, false, ["deriveBits"]);
    return hex(await subtle.deriveBits({ name, ...parameters }, key, length * 8));
  };
  const secret = new Uint8Array(22).fill(0x0b);
  const salt = bytes("000102030405060708090a0b0c");
  const info = bytes("f0f1f2f3f4f5f6f7f8f9");
  const none = new Uint8Array();
  const password = ascii("password");
  return [
    await derive("HKDF", secret, { hash: "SHA-256", salt, info }, 42),
    await derive("HKDF", secret, { hash: "SHA-256", salt: none, info: none }, 42),
    await derive("HKDF", new Uint8Array(11).fill(0x0b), { hash: "SHA-1", salt, info }, 42),
    await derive("PBKDF2", password, { hash: "SHA-1", salt: ascii("salt"), iterations: 4096 }, 20),
    await derive("PBKDF2", password, { hash: "SHA-256", salt: ascii("salt"), iterations: 4096 }, 32),
  ];
});

/** RFC 8032 (7.1, tests 1 and 2) and RFC 7748 (6.1). */
export const curves25519 = query(async () => {
  const prefix = (algorithm: string) => `302e020100300506032b65${algorithm}04220420`;
  const sign = async (key: string, data: string) => {
    const imported = await subtle.importKey("pkcs8", bytes(prefix("70") + key), "Ed25519", true, ["sign"]);
    const { x } = await subtle.exportKey("jwk", imported);
    return [hex(base64url(x).buffer), hex(await subtle.sign("Ed25519", imported, bytes(data)))];
  };
  const alice = await subtle.importKey(
    "pkcs8",
    bytes(prefix("6e") + ALICE),
    "X25519",
    true,
    ["deriveBits"],
  );
  const bob = await subtle.importKey("raw", bytes(BOB), "X25519", true, []);
  const { x } = await subtle.exportKey("jwk", alice);
  return [
    await sign("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""),
    await sign("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"),
    [hex(base64url(x).buffer), hex(await subtle.deriveBits({ name: "X25519", public: bob }, alice, 256))],
  ];
});

const ALICE = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
const BOB = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";

/** RFC 7515, appendices A.1 to A.3, and RFC 8037, appendix A.4. */
export const webSignatures = query(async () => {
  const payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const verify = async (jwk: any, imported: any, used: any, text: string) => {
    const key = await subtle.importKey("jwk", jwk, imported, true, ["verify"]);
    const end = text.lastIndexOf(".");
    return subtle.verify(used, key, base64url(text.slice(end + 1)), ascii(text.slice(0, end)));
  };
  const oct = {
    kty: "oct",
    k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
  };
  const ec = {
    kty: "EC",
    crv: "P-256",
    x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  };
  const okp = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  return [
    await verify(
      oct,
      { name: "HMAC", hash: "SHA-256" },
      "HMAC",
      `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${payload}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`,
    ),
    await verify(
      ec,
      { name: "ECDSA", namedCurve: "P-256" },
      { name: "ECDSA", hash: "SHA-256" },
      `eyJhbGciOiJFUzI1NiJ9.${payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
    ),
    await verify(
      okp,
      "Ed25519",
      "Ed25519",
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    ),
  ];
});

/** The RSA key of RFC 7515, A.2, that signs as it says there. */
export const rsaSignature = query(async () => {
  const jwk = {
    kty: "RSA",
    n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    e: "AQAB",
    d: "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ",
    p: "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
    q: "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc",
    dp: "BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0",
    dq: "h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU",
    qi: "IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U",
  };
  const key = await subtle.importKey("jwk", jwk, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["sign"]);
  const data =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  return hex(await subtle.sign("RSASSA-PKCS1-v1_5", key, ascii(data)));
});

// Ed25519 and X25519, whose keys are 32 bytes.

import { encode } from "./base64url.js";
import { agreement, requireFormatFor, withPublicKey } from "./ec.js";
import { domException, requireRandomness, run, runForFields, test } from "./host.js";
import { check, checkAlgorithm, described, memberOf } from "./jwk.js";
import { limitUsages, makeKey, makePair } from "./key.js";
import { requireType } from "./rsa.js";

const KEY_BYTES = 32;

const none = () => ({});

function importKey(kind, format, data, _parameters, extractable, usages) {
  const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
  limitUsages(usages, isPrivate ? kind.usages.private : kind.usages.public);
  const material = read(kind, format, data, extractable, usages);
  const type = isPrivate ? "private" : "public";
  return makeKey(type, { name: kind.name }, material, extractable, usages);
}

function read(kind, format, data, extractable, usages) {
  switch (format) {
    case "raw":
      if (data.byteLength !== KEY_BYTES) {
        throw domException("DataError", `A key must have ${KEY_BYTES} bytes`);
      }
      return data;
    case "jwk":
      return join(kind, data, extractable, usages);
    default:
      return run(`okp:read-${format} ${kind.name}`, data);
  }
}

function join(kind, jwk, extractable, usages) {
  check(jwk, { kty: "OKP", use: kind.use, extractable, usages });
  if (jwk.crv !== kind.name) {
    throw domException("DataError", `The JWK's "crv" must be "${kind.name}"`);
  }
  if (kind.use === "sig") {
    checkAlgorithm(jwk, "EdDSA", "Ed25519");
  }
  const publicKey = memberOf(jwk, "x", KEY_BYTES);
  if (jwk.d === undefined) {
    return publicKey;
  }
  const privateKey = memberOf(jwk, "d", KEY_BYTES);
  if (encode(run(`okp:public ${kind.name}`, privateKey)) !== encode(publicKey)) {
    throw domException("DataError", "The public key does not belong to the private one");
  }
  return privateKey;
}

function exportKey(kind, format, inner) {
  const { type, material } = inner;
  requireFormatFor(format, type);
  switch (format) {
    case "raw":
      return material;
    case "jwk": {
      const jwk = { ...described(inner), kty: "OKP", crv: kind.name };
      if (type === "private") {
        jwk.x = encode(run(`okp:public ${kind.name}`, material));
        jwk.d = encode(material);
      } else {
        jwk.x = encode(material);
      }
      return jwk;
    }
    default:
      return run(`okp:write-${format} ${kind.name}`, material);
  }
}

function generateKey(kind, extractable, usages) {
  limitUsages(usages, [...kind.usages.public, ...kind.usages.private]);
  requireRandomness();
  const materials = runForFields(`okp:generate ${kind.name}`);
  return makePair({ name: kind.name }, materials, extractable, usages, kind.usages);
}

function okp(kind, parameters, operations) {
  return {
    name: kind.name,
    parameters: { ...parameters, generateKey: none, importKey: none, exportKey: none },
    ...operations,
    generateKey: (_parameters, ...rest) => generateKey(kind, ...rest),
    importKey: (...rest) => importKey(kind, ...rest),
    exportKey: (...rest) => exportKey(kind, ...rest),
  };
}

const ed25519 = okp(
  { name: "Ed25519", use: "sig", usages: { public: ["verify"], private: ["sign"] } },
  { sign: none, verify: none },
  {
    sign(_parameters, inner, data) {
      requireType(inner, "private");
      return run("okp:sign Ed25519", inner.material, data);
    },
    verify(_parameters, inner, signature, data) {
      requireType(inner, "public");
      return test("okp:verify Ed25519", inner.material, data, signature);
    },
  },
);

const x25519 = okp(
  { name: "X25519", use: "enc", usages: { public: [], private: ["deriveKey", "deriveBits"] } },
  { deriveBits: withPublicKey },
  { deriveBits: agreement(() => "okp:agree X25519") },
);

export const okpAlgorithms = [ed25519, x25519];

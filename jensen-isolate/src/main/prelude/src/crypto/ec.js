// ECDSA and ECDH. A public key is kept as its uncompressed point, a private one as its number and,
// if it is known, the x and y of the public one.

import { unsupported } from "./aes.js";
import { encode } from "./base64url.js";
import { hashOf } from "./hashes.js";
import { domException, requireRandomness, run, test } from "./host.js";
import { check, checkAlgorithm, described, memberOf } from "./jwk.js";
import { innerOf, limitUsages, makeKey, makePair, requireKey } from "./key.js";
import { requireType } from "./rsa.js";
import { required } from "./webidl.js";

const BYTES = { __proto__: null, "P-256": 32, "P-384": 48, "P-521": 66 };
const JWK_NAMES = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };

const none = () => ({});

function withCurve(dictionary) {
  const namedCurve = String(required(dictionary, "namedCurve"));
  if (BYTES[namedCurve] === undefined) {
    throw domException("NotSupportedError", `Unrecognized curve: ${namedCurve}`);
  }
  return { namedCurve };
}

function concat(...buffers) {
  const bytes = new Uint8Array(buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0));
  let at = 0;
  for (const buffer of buffers) {
    bytes.set(new Uint8Array(buffer), at);
    at += buffer.byteLength;
  }
  return bytes.buffer;
}

const UNCOMPRESSED = new Uint8Array([4]).buffer;

function importKey(kind, format, data, { namedCurve }, extractable, usages) {
  const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
  limitUsages(usages, isPrivate ? kind.usages.private : kind.usages.public);
  const material =
    format === "jwk"
      ? join(kind, data, namedCurve, extractable, usages)
      : run(`ec-key:read-${format} ${namedCurve}`, data);
  const type = isPrivate ? "private" : "public";
  return makeKey(type, { name: kind.name, namedCurve }, material, extractable, usages);
}

function join(kind, jwk, namedCurve, extractable, usages) {
  check(jwk, { kty: "EC", use: kind.use, extractable, usages });
  if (jwk.crv !== namedCurve) {
    throw domException("DataError", `The JWK's "crv" must be "${namedCurve}"`);
  }
  if (kind.use === "sig") {
    checkAlgorithm(jwk, JWK_NAMES[namedCurve]);
  }
  const length = BYTES[namedCurve];
  const x = memberOf(jwk, "x", length);
  const y = memberOf(jwk, "y", length);
  return jwk.d === undefined
    ? run(`ec-key:read-raw ${namedCurve}`, concat(UNCOMPRESSED, x, y))
    : run(`ec-key:check-private ${namedCurve}`, concat(memberOf(jwk, "d", length), x, y));
}

const FORMAT_TYPES = { raw: "public", spki: "public", pkcs8: "private" };

/** The type of key that can be exported so; "jwk" takes any. */
export function requireFormatFor(format, type) {
  if (FORMAT_TYPES[format] !== undefined && FORMAT_TYPES[format] !== type) {
    throw domException("InvalidAccessError", `A ${type} key has no format '${format}'`);
  }
}

function exportKey(format, inner) {
  const { type, algorithm, material } = inner;
  requireFormatFor(format, type);
  switch (format) {
    case "raw":
      return material;
    case "jwk":
      return split(inner);
    default:
      return run(`ec-key:write-${format} ${algorithm.namedCurve}`, material);
  }
}

function split(inner) {
  const { type, algorithm, material } = inner;
  const crv = algorithm.namedCurve;
  const length = BYTES[crv];
  const jwk = { ...described(inner), kty: "EC", crv };
  if (type === "private") {
    const whole = run(`ec-key:complete-private ${crv}`, material);
    jwk.d = encode(whole.slice(0, length));
    jwk.x = encode(whole.slice(length, 2 * length));
    jwk.y = encode(whole.slice(2 * length));
  } else {
    jwk.x = encode(material.slice(1, 1 + length));
    jwk.y = encode(material.slice(1 + length));
  }
  return jwk;
}

function generateKey(kind, { namedCurve }, extractable, usages) {
  limitUsages(usages, [...kind.usages.public, ...kind.usages.private]);
  requireRandomness();
  const privateKey = run(`ec-key:generate ${namedCurve}`);
  const publicKey = concat(UNCOMPRESSED, privateKey.slice(BYTES[namedCurve]));
  const algorithm = { name: kind.name, namedCurve };
  return makePair(algorithm, [publicKey, privateKey], extractable, usages, kind.usages);
}

function ec(kind, parameters, operations) {
  return {
    name: kind.name,
    parameters: {
      ...parameters,
      generateKey: withCurve,
      importKey: withCurve,
      exportKey: none,
    },
    ...operations,
    generateKey: (...rest) => generateKey(kind, ...rest),
    importKey: (...rest) => importKey(kind, ...rest),
    exportKey,
  };
}

const ecdsa = ec(
  { name: "ECDSA", use: "sig", usages: { public: ["verify"], private: ["sign"] } },
  { sign: hashOf, verify: hashOf },
  {
    sign({ hash }, inner, data) {
      requireType(inner, "private");
      requireRandomness();
      return run(`ec:sign ${inner.algorithm.namedCurve} ${hash}`, inner.material, data);
    },
    verify({ hash }, inner, signature, data) {
      requireType(inner, "public");
      const { algorithm, material } = inner;
      return test(`ec:verify ${algorithm.namedCurve} ${hash}`, material, data, signature);
    },
  },
);

export const withPublicKey = (dictionary) => ({
  other: innerOf(requireKey(required(dictionary, "public"), "public")),
});

/** Derives bits from a private key and somebody's public one. */
export function agreement(operation) {
  return ({ other }, inner, bits) => {
    requireType(inner, "private");
    if (
      other.type !== "public" ||
      other.algorithm.name !== inner.algorithm.name ||
      other.algorithm.namedCurve !== inner.algorithm.namedCurve
    ) {
      throw domException("InvalidAccessError", "The public key does not fit the private one");
    }
    const secret = run(operation(inner.algorithm), inner.material, other.material);
    return bits === null ? secret : firstBits(secret, bits);
  };
}

function firstBits(secret, bits) {
  if (bits > secret.byteLength * 8) {
    throw domException("OperationError", "length is more than the secret has");
  }
  const bytes = new Uint8Array(secret.slice(0, Math.ceil(bits / 8)));
  if (bits % 8 !== 0) {
    bytes[bytes.length - 1] &= 0xff << (8 - (bits % 8));
  }
  return bytes.buffer;
}

const ecdh = ec(
  { name: "ECDH", use: "enc", usages: { public: [], private: ["deriveKey", "deriveBits"] } },
  { deriveBits: withPublicKey },
  { deriveBits: agreement(({ namedCurve }) => `ec:agree ${namedCurve}`) },
);

export const ecAlgorithms = [ecdsa, ecdh];

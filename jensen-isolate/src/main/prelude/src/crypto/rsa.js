import { unsupported } from "./aes.js";
import { encode } from "./base64url.js";
import { hashOf } from "./hashes.js";
import { domException, requireRandomness, run, runForFields, test } from "./host.js";
import { check, checkAlgorithm, described, member } from "./jwk.js";
import { limitUsages, makeKey, makePair } from "./key.js";
import { UNSIGNED_LONG, copy, integer, required } from "./webidl.js";

const PRIVATE_MEMBERS = ["n", "e", "d", "p", "q", "dp", "dq", "qi"];
const PUBLIC_MEMBERS = ["n", "e"];

const none = () => ({});

function generateParameters(dictionary) {
  const exponent = required(dictionary, "publicExponent");
  if (!(exponent instanceof Uint8Array)) {
    throw new TypeError("publicExponent must be a Uint8Array");
  }
  return {
    modulusLength: integer(required(dictionary, "modulusLength"), UNSIGNED_LONG, "modulusLength"),
    publicExponent: copy(exponent, "publicExponent"),
    ...hashOf(dictionary),
  };
}

/** The "alg" of a JWK, such as RS256; SHA-1 goes without a number in OAEP. */
function jwkName(kind, hash) {
  const bits = hash.slice(hash.indexOf("-") + 1);
  return kind.jwk === "RSA-OAEP" ? (bits === "1" ? kind.jwk : `${kind.jwk}-${bits}`) : kind.jwk + bits;
}

/** @param described a key as it is kept, its modulus and its exponent */
function make(kind, type, described, hash, extractable, usages) {
  const [material, modulus, exponent] = described;
  const algorithm = {
    name: kind.name,
    modulusLength: bitLength(new Uint8Array(modulus)),
    exponent: [...new Uint8Array(exponent)],
    hash,
  };
  return makeKey(type, algorithm, material, extractable, usages);
}

const bitLength = (bytes) => bytes.length * 8 - (Math.clz32(bytes[0]) - 24);

function importKey(kind, format, data, { hash }, extractable, usages) {
  const isPrivate = format === "pkcs8" || (format === "jwk" && data.d !== undefined);
  limitUsages(usages, isPrivate ? kind.usages.private : kind.usages.public);
  const type = isPrivate ? "private" : "public";
  return make(kind, type, read(kind, format, data, hash, extractable, usages), hash, extractable, usages);
}

function read(kind, format, data, hash, extractable, usages) {
  switch (format) {
    case "spki":
    case "pkcs8":
      return runForFields(`rsa-key:read-${format}`, data);
    case "jwk":
      check(data, { kty: "RSA", use: kind.use, extractable, usages });
      checkAlgorithm(data, jwkName(kind, hash));
      return data.d === undefined ? join("public", data, PUBLIC_MEMBERS) : join("private", data, PRIVATE_MEMBERS);
    default:
      throw unsupported(format);
  }
}

const join = (type, jwk, members) =>
  runForFields(`rsa-key:join-${type}`, ...members.map((name) => member(jwk, name)));

function exportKey(kind, format, inner) {
  const { type, material, algorithm } = inner;
  switch (format) {
    case "spki":
    case "pkcs8":
      if ((format === "spki") !== (type === "public")) {
        throw domException("InvalidAccessError", `A ${type} key has no format '${format}'`);
      }
      return material;
    case "jwk": {
      const jwk = { ...described(inner), kty: "RSA", alg: jwkName(kind, algorithm.hash) };
      const fields = runForFields(`rsa-key:split-${type}`, material);
      fields.forEach((field, i) => {
        jwk[PRIVATE_MEMBERS[i]] = encode(field);
      });
      return jwk;
    }
    default:
      throw unsupported(format);
  }
}

function generateKey(kind, parameters, extractable, usages) {
  limitUsages(usages, [...kind.usages.public, ...kind.usages.private]);
  requireRandomness();
  const { modulusLength, publicExponent, hash } = parameters;
  const materials = runForFields(`rsa-key:generate ${modulusLength}`, publicExponent);
  const exponent = [...new Uint8Array(publicExponent)];
  const algorithm = { name: kind.name, modulusLength, exponent, hash };
  return makePair(algorithm, materials, extractable, usages, kind.usages);
}

function rsa(kind, parameters, operations) {
  return {
    name: kind.name,
    parameters: {
      ...parameters,
      generateKey: generateParameters,
      importKey: hashOf,
      exportKey: none,
    },
    ...operations,
    generateKey: (...rest) => generateKey(kind, ...rest),
    importKey: (...rest) => importKey(kind, ...rest),
    exportKey: (...rest) => exportKey(kind, ...rest),
  };
}

export function requireType(inner, type) {
  if (inner.type !== type) {
    throw domException("InvalidAccessError", `This takes a ${type} key`);
  }
}

const SIGNATURES = { public: ["verify"], private: ["sign"] };

const pkcs1 = rsa(
  { name: "RSASSA-PKCS1-v1_5", jwk: "RS", use: "sig", usages: SIGNATURES },
  { sign: none, verify: none },
  {
    sign(_parameters, inner, data) {
      requireType(inner, "private");
      return run(`rsa:pkcs1-sign ${inner.algorithm.hash}`, inner.material, data);
    },
    verify(_parameters, inner, signature, data) {
      requireType(inner, "public");
      return test(`rsa:pkcs1-verify ${inner.algorithm.hash}`, inner.material, data, signature);
    },
  },
);

const withSalt = (dictionary) => ({
  salt: integer(required(dictionary, "saltLength"), UNSIGNED_LONG, "saltLength"),
});

/** No key is long enough for more. */
function pssParameters({ salt }, { algorithm }) {
  if (salt * 8 > algorithm.modulusLength) {
    throw domException("OperationError", "saltLength is too large for the key");
  }
  return `${algorithm.hash} ${salt}`;
}

const pss = rsa(
  { name: "RSA-PSS", jwk: "PS", use: "sig", usages: SIGNATURES },
  { sign: withSalt, verify: withSalt },
  {
    sign(parameters, inner, data) {
      requireType(inner, "private");
      requireRandomness();
      return run(`rsa:pss-sign ${pssParameters(parameters, inner)}`, inner.material, data);
    },
    verify(parameters, inner, signature, data) {
      requireType(inner, "public");
      const { material } = inner;
      return test(`rsa:pss-verify ${pssParameters(parameters, inner)}`, material, data, signature);
    },
  },
);

const withLabel = ({ label }) => ({
  label: label === undefined ? new ArrayBuffer(0) : copy(label, "label"),
});

const oaep = rsa(
  {
    name: "RSA-OAEP",
    jwk: "RSA-OAEP",
    use: "enc",
    usages: { public: ["encrypt", "wrapKey"], private: ["decrypt", "unwrapKey"] },
  },
  { encrypt: withLabel, decrypt: withLabel },
  {
    encrypt({ label }, inner, data) {
      requireType(inner, "public");
      requireRandomness();
      return run(`rsa:oaep-encrypt ${inner.algorithm.hash}`, inner.material, label, data);
    },
    decrypt({ label }, inner, data) {
      requireType(inner, "private");
      return run(`rsa:oaep-decrypt ${inner.algorithm.hash}`, inner.material, label, data);
    },
  },
);

export const rsaAlgorithms = [pkcs1, pss, oaep];

// JSON Web Keys (RFC 7517, RFC 7518, RFC 8037) as the Web Crypto API checks them.

import { decode } from "./base64url.js";
import { domException } from "./host.js";
import { isBufferSource, isObject, strings } from "./webidl.js";

const TEXTS = ["kty", "use", "alg", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "k"];

/** A JsonWebKey as Web IDL converts it. */
export function jsonWebKey(value) {
  if (!isObject(value) || isBufferSource(value)) {
    throw new TypeError("The key data must be a JsonWebKey");
  }
  const jwk = { __proto__: null };
  for (const name of TEXTS) {
    const text = value[name];
    if (text !== undefined) {
      jwk[name] = String(text);
    }
  }
  if (value.ext !== undefined) {
    jwk.ext = Boolean(value.ext);
  }
  if (value.key_ops !== undefined) {
    jwk.key_ops = strings(value.key_ops, "key_ops");
  }
  if (value.oth !== undefined) {
    jwk.oth = true;
  }
  return jwk;
}

const refuse = (message) => {
  throw domException("DataError", message);
};

/**
 * Checks what every JWK may say about itself.
 *
 * @param use what its "use" must be, if it has one
 */
export function check(jwk, { kty, use, extractable, usages }) {
  if (jwk.kty !== kty) {
    refuse(`The JWK's "kty" must be "${kty}"`);
  }
  if (jwk.oth !== undefined) {
    throw domException("NotSupportedError", "Keys with more than two primes are not supported");
  }
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    refuse(`The JWK's "use" must be "${use}"`);
  }
  if (jwk.key_ops !== undefined) {
    checkOperations(jwk.key_ops, usages);
  }
  if (jwk.ext === false && extractable) {
    refuse('The JWK\'s "ext" does not permit an extractable key');
  }
}

function checkOperations(operations, usages) {
  if (new Set(operations).size !== operations.length) {
    refuse('The JWK\'s "key_ops" has duplicates');
  }
  if (!usages.every((usage) => operations.includes(usage))) {
    refuse('The JWK\'s "key_ops" does not permit all usages');
  }
}

/** Checks "alg", if there is one. */
export function checkAlgorithm(jwk, ...allowed) {
  if (jwk.alg !== undefined && !allowed.includes(jwk.alg)) {
    refuse(`The JWK's "alg" must be "${allowed[0]}"`);
  }
}

/** The bytes of a member that has to be there. */
export function member(jwk, name) {
  if (jwk[name] === undefined) {
    refuse(`The JWK has no "${name}"`);
  }
  return decode(jwk[name], name);
}

/** The bytes of a member that has to be there and that long. */
export function memberOf(jwk, name, length) {
  const bytes = member(jwk, name);
  if (bytes.byteLength !== length) {
    refuse(`The JWK's "${name}" must have ${length} bytes`);
  }
  return bytes;
}

/** The members that every exported JWK has. */
export const described = (inner) => ({ key_ops: [...inner.usages], ext: inner.extractable });

import { domException, run } from "./host.js";
import { isObject, required } from "./webidl.js";

const NAMES = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/** Bytes that the hash works on at a time. */
export const blockBytes = (hash) => (hash === "SHA-1" || hash === "SHA-256" ? 64 : 128);

export const digestBytes = (hash) =>
  ({ "SHA-1": 20, "SHA-256": 32, "SHA-384": 48, "SHA-512": 64 })[hash];

/** The name of the hash that a HashAlgorithmIdentifier means. */
export function hashName(identifier) {
  const given = String(isObject(identifier) ? required(identifier, "name") : identifier);
  const name = NAMES.find((known) => known === given.toUpperCase());
  if (name === undefined) {
    throw domException("NotSupportedError", `Unrecognized hash algorithm: ${given}`);
  }
  return name;
}

/** The same for the member of a dictionary. */
export const hashOf = (dictionary) => ({ hash: hashName(required(dictionary, "hash")) });

export const digests = NAMES.map((name) => ({
  name,
  parameters: { digest: () => ({}) },
  digest: (_parameters, data) => run(`hash:digest ${name}`, data),
}));

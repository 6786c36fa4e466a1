import { connect } from "../crypto/host.js";
import { CryptoKey } from "../crypto/key.js";
import { SubtleCrypto, subtle } from "../crypto/subtle.js";

/**
 * Makes the Web Crypto API.
 *
 * @param perform performs an operation outside
 * @param requireRandomness throws where there is none
 */
export function open(perform, requireRandomness) {
  connect(perform, requireRandomness);
  return { CryptoKey, SubtleCrypto, subtle };
}

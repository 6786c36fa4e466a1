// What one implementation of the Web Crypto API makes and another has to understand. `produce` makes
// cases, `consume` says what is wrong with them. Runs in Node as it is and, bundled, in a function.

const HASHES = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];
const CURVES = ["P-256", "P-384", "P-521"];
const BITS = { "SHA-1": 160, "SHA-256": 256, "SHA-384": 384, "SHA-512": 512 };

const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const filled = (length, seed = 1) => Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255);

const DATA = filled(131);

async function exported(subtle, key, formats) {
  const out = {};
  for (const format of formats) {
    const value = await subtle.exportKey(format, key);
    out[format] = format === "jwk" ? value : text(value);
  }
  return out;
}

const makers = {
  async digest(subtle) {
    const cases = [];
    for (const hash of HASHES) {
      for (const length of [0, 3, 131, 5000]) {
        cases.push({ hash, length, digest: text(await subtle.digest(hash, filled(length))) });
      }
    }
    return cases;
  },

  async hmac(subtle) {
    const cases = [];
    for (const hash of HASHES) {
      const key = await subtle.generateKey({ name: "HMAC", hash }, true, ["sign", "verify"]);
      const signature = text(await subtle.sign("HMAC", key, DATA));
      cases.push({ hash, keys: await exported(subtle, key, ["raw", "jwk"]), signature });
    }
    return cases;
  },

  async aes(subtle) {
    const cases = [];
    for (const length of [128, 192, 256]) {
      for (const parameters of aesParameters()) {
        const { name } = parameters;
        const key = await subtle.generateKey({ name, length }, true, ["encrypt", "decrypt"]);
        const sealed = text(await subtle.encrypt(aesAlgorithm(parameters), key, DATA));
        cases.push({ parameters, keys: await exported(subtle, key, ["raw", "jwk"]), sealed });
      }
    }
    return cases;
  },

  async wrap(subtle) {
    const cases = [];
    for (const length of [128, 192, 256]) {
      const key = await subtle.generateKey({ name: "AES-KW", length }, true, ["wrapKey", "unwrapKey"]);
      const inner = await subtle.importKey("raw", filled(32), "AES-GCM", true, ["encrypt"]);
      cases.push({
        keys: await exported(subtle, key, ["raw", "jwk"]),
        raw: text(await subtle.wrapKey("raw", inner, key, "AES-KW")),
        jwk: text(await subtle.wrapKey("jwk", inner, key, "AES-KW")),
      });
    }
    return cases;
  },

  async rsa(subtle) {
    const cases = [];
    const publicExponent = new Uint8Array([1, 0, 1]);
    for (const name of ["RSASSA-PKCS1-v1_5", "RSA-PSS", "RSA-OAEP"]) {
      const usages = name === "RSA-OAEP" ? ["encrypt", "decrypt"] : ["sign", "verify"];
      const generation = { name, modulusLength: 2048, publicExponent, hash: "SHA-256" };
      const pair = await subtle.generateKey(generation, true, usages);
      const publicKey = await exported(subtle, pair.publicKey, ["spki"]);
      const privateKey = await exported(subtle, pair.privateKey, ["pkcs8"]);
      for (const hash of HASHES) {
        const algorithm = { name, hash };
        const mine = {
          publicKey: await subtle.importKey("spki", bytes(publicKey.spki), algorithm, true, [usages.at(-1) === "verify" ? "verify" : "encrypt"]),
          privateKey: await subtle.importKey("pkcs8", bytes(privateKey.pkcs8), algorithm, true, [usages.at(-1) === "verify" ? "sign" : "decrypt"]),
        };
        const one = {
          name,
          hash,
          public: await exported(subtle, mine.publicKey, ["spki", "jwk"]),
          private: await exported(subtle, mine.privateKey, ["pkcs8", "jwk"]),
        };
        if (name === "RSA-OAEP") {
          const label = filled(5);
          one.sealed = text(await subtle.encrypt({ name }, mine.publicKey, DATA.slice(0, 60)));
          one.labelled = text(await subtle.encrypt({ name, label }, mine.publicKey, DATA.slice(0, 60)));
        } else {
          one.saltLength = hash === "SHA-1" ? 0 : 32;
          const signing = { name, saltLength: one.saltLength };
          one.signature = text(await subtle.sign(signing, mine.privateKey, DATA));
        }
        cases.push(one);
      }
    }
    return cases;
  },

  async ecdsa(subtle) {
    const cases = [];
    for (const namedCurve of CURVES) {
      const pair = await subtle.generateKey({ name: "ECDSA", namedCurve }, true, ["sign", "verify"]);
      for (const hash of HASHES) {
        cases.push({
          namedCurve,
          hash,
          public: await exported(subtle, pair.publicKey, ["raw", "spki", "jwk"]),
          private: await exported(subtle, pair.privateKey, ["pkcs8", "jwk"]),
          signature: text(await subtle.sign({ name: "ECDSA", hash }, pair.privateKey, DATA)),
        });
      }
    }
    return cases;
  },

  async agreement(subtle) {
    const cases = [];
    for (const algorithm of [...CURVES.map((namedCurve) => ({ name: "ECDH", namedCurve })), { name: "X25519" }]) {
      const mine = await subtle.generateKey(algorithm, true, ["deriveBits"]);
      const other = await subtle.generateKey(algorithm, true, ["deriveBits"]);
      const bits = { "P-384": 384, "P-521": 528 }[algorithm.namedCurve] ?? 256;
      const agreed = await subtle.deriveBits({ name: algorithm.name, public: other.publicKey }, mine.privateKey, bits);
      cases.push({
        algorithm,
        bits,
        private: await exported(subtle, mine.privateKey, ["pkcs8", "jwk"]),
        public: await exported(subtle, other.publicKey, ["raw", "spki", "jwk"]),
        agreed: text(agreed),
      });
    }
    return cases;
  },

  async ed25519(subtle) {
    const pair = await subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    return [
      {
        public: await exported(subtle, pair.publicKey, ["raw", "spki", "jwk"]),
        private: await exported(subtle, pair.privateKey, ["pkcs8", "jwk"]),
        signature: text(await subtle.sign("Ed25519", pair.privateKey, DATA)),
      },
    ];
  },

  async derive(subtle) {
    const cases = [];
    for (const hash of HASHES) {
      for (const name of ["HKDF", "PBKDF2"]) {
        for (const salt of [0, 20]) {
          const key = await subtle.importKey("raw", filled(23), name, false, ["deriveBits"]);
          const bits = await subtle.deriveBits(deriveAlgorithm(name, hash, salt), key, 8 * 77);
          cases.push({ name, hash, salt, bits: text(bits) });
        }
      }
    }
    return cases;
  },
};

const deriveAlgorithm = (name, hash, salt) => ({
  name,
  hash,
  salt: filled(salt),
  ...(name === "HKDF" ? { info: filled(9) } : { iterations: 100 }),
});

function aesParameters() {
  const all = [{ name: "AES-CBC" }];
  for (const length of [1, 8, 64, 128]) {
    // So that the counter overflows after its first block, except the one that is too short.
    all.push({ name: "AES-CTR", length: length === 1 ? 32 : length, overflows: length > 1 });
  }
  for (const tagLength of [32, 64, 96, 104, 112, 120, 128]) {
    all.push({ name: "AES-GCM", tagLength, vector: 12 });
  }
  for (const vector of [12, 16, 60]) {
    all.push({ name: "AES-GCM", tagLength: vector === 16 ? 64 : 128, vector, additional: 21 });
  }
  return all;
}

function aesAlgorithm({ name, length, overflows, tagLength, vector, additional }) {
  switch (name) {
    case "AES-CBC":
      return { name, iv: filled(16) };
    case "AES-CTR":
      return { name, length, counter: overflows ? new Uint8Array(16).fill(255) : filled(16) };
    default:
      return {
        name,
        tagLength,
        iv: filled(vector),
        ...(additional === undefined ? {} : { additionalData: filled(additional) }),
      };
  }
}

/** Every one of `keys`, imported; exports of each must be the same as what it came from. */
async function imported(subtle, keys, algorithm, usages, wrong) {
  const result = [];
  for (const [format, data] of Object.entries(keys)) {
    const key = await subtle.importKey(format, format === "jwk" ? data : bytes(data), algorithm, true, usages);
    for (const [other, expected] of Object.entries(keys)) {
      const again = (await exported(subtle, key, [other]))[other];
      if (normal(again) !== normal(expected)) {
        wrong.push(`${other} from ${format}: ${normal(again)} is not ${normal(expected)}`);
      }
    }
    result.push(key);
  }
  return result;
}

const normal = (value) =>
  typeof value === "string"
    ? value
    : JSON.stringify(
        Object.entries(value)
          .filter(([name, value]) => value !== undefined && name !== "key_ops")
          // Not everybody says so.
          .filter(([name, value]) => name !== "alg" || (value !== "Ed25519" && value !== "EdDSA"))
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );

const takers = {
  async digest(subtle, { hash, length, digest }, wrong) {
    if (text(await subtle.digest({ name: hash }, filled(length))) !== digest) {
      wrong.push("digest");
    }
  },

  async hmac(subtle, { hash, keys, signature }, wrong) {
    for (const key of await imported(subtle, keys, { name: "HMAC", hash }, ["sign", "verify"], wrong)) {
      if (text(await subtle.sign("HMAC", key, DATA)) !== signature) {
        wrong.push("signature");
      }
      await verifies(subtle, "HMAC", key, signature, wrong);
    }
  },

  async aes(subtle, { parameters, keys, sealed }, wrong) {
    const algorithm = aesAlgorithm(parameters);
    for (const key of await imported(subtle, keys, parameters.name, ["encrypt", "decrypt"], wrong)) {
      if (text(await subtle.encrypt(algorithm, key, DATA)) !== sealed) {
        wrong.push("encryption");
      }
      if (text(await subtle.decrypt(algorithm, key, bytes(sealed))) !== text(DATA)) {
        wrong.push("decryption");
      }
    }
  },

  async wrap(subtle, { keys, ...wrapped }, wrong) {
    for (const key of await imported(subtle, keys, "AES-KW", ["wrapKey", "unwrapKey"], wrong)) {
      for (const format of ["raw", "jwk"]) {
        const data = bytes(wrapped[format]);
        const inner = await subtle.unwrapKey(format, data, key, "AES-KW", "AES-GCM", true, ["encrypt"]);
        if (text(await subtle.exportKey("raw", inner)) !== text(filled(32))) {
          wrong.push(`unwrapped ${format}`);
        }
      }
    }
  },

  async rsa(subtle, one, wrong) {
    const { name, hash, signature, sealed, labelled, saltLength } = one;
    const algorithm = { name, hash };
    const [forPublic, forPrivate] = signature === undefined ? ["encrypt", "decrypt"] : ["verify", "sign"];
    const publicKeys = await imported(subtle, one.public, algorithm, [forPublic], wrong);
    const privateKeys = await imported(subtle, one.private, algorithm, [forPrivate], wrong);
    if (signature !== undefined) {
      for (const key of publicKeys) {
        await verifies(subtle, { name, saltLength }, key, signature, wrong);
      }
      if (name === "RSASSA-PKCS1-v1_5" && text(await subtle.sign(name, privateKeys[0], DATA)) !== signature) {
        wrong.push("signature");
      }
      return;
    }
    for (const key of privateKeys) {
      const plain = text(await subtle.decrypt({ name }, key, bytes(sealed)));
      const labelledPlain = text(await subtle.decrypt({ name, label: filled(5) }, key, bytes(labelled)));
      if (plain !== text(DATA.slice(0, 60)) || labelledPlain !== plain) {
        wrong.push("decryption");
      }
    }
  },

  async ecdsa(subtle, { namedCurve, hash, signature, ...keys }, wrong) {
    const algorithm = { name: "ECDSA", namedCurve };
    for (const key of await imported(subtle, keys.public, algorithm, ["verify"], wrong)) {
      await verifies(subtle, { name: "ECDSA", hash }, key, signature, wrong);
    }
    await imported(subtle, keys.private, algorithm, ["sign"], wrong);
  },

  async agreement(subtle, { algorithm, bits, agreed, ...keys }, wrong) {
    for (const own of await imported(subtle, keys.private, algorithm, ["deriveBits"], wrong)) {
      for (const other of await imported(subtle, keys.public, algorithm, [], wrong)) {
        const parameters = { name: algorithm.name, public: other };
        if (text(await subtle.deriveBits(parameters, own, bits)) !== agreed) {
          wrong.push("agreement");
        }
      }
    }
  },

  async ed25519(subtle, { signature, ...keys }, wrong) {
    for (const key of await imported(subtle, keys.public, "Ed25519", ["verify"], wrong)) {
      await verifies(subtle, "Ed25519", key, signature, wrong);
    }
    for (const key of await imported(subtle, keys.private, "Ed25519", ["sign"], wrong)) {
      if (text(await subtle.sign("Ed25519", key, DATA)) !== signature) {
        wrong.push("signature");
      }
    }
  },

  async derive(subtle, { name, hash, salt, bits }, wrong) {
    const key = await subtle.importKey("raw", filled(23), name, false, ["deriveBits"]);
    if (text(await subtle.deriveBits(deriveAlgorithm(name, hash, salt), key, 8 * 77)) !== bits) {
      wrong.push("bits");
    }
  },
};

async function verifies(subtle, algorithm, key, signature, wrong) {
  const right = bytes(signature);
  if (!(await subtle.verify(algorithm, key, right, DATA))) {
    wrong.push("not verified");
  }
  if (await subtle.verify(algorithm, key, right, DATA.slice(1))) {
    wrong.push("verified other data");
  }
  right[right.length >> 1] ^= 1;
  if (await subtle.verify(algorithm, key, right, DATA)) {
    wrong.push("verified a changed signature");
  }
  if (await subtle.verify(algorithm, key, right.slice(1), DATA)) {
    wrong.push("verified a short signature");
  }
}

export const families = Object.keys(makers);

export const produce = (subtle, family) => makers[family](subtle);

/** What is wrong, by case. */
export async function consume(subtle, family, cases) {
  const failures = [];
  for (const one of cases) {
    const wrong = [];
    try {
      await takers[family](subtle, one, wrong);
    } catch (thrown) {
      wrong.push(`${thrown.name}: ${thrown.message}`);
    }
    if (wrong.length > 0) {
      failures.push(`${family} ${JSON.stringify(one).slice(0, 80)}: ${wrong.join("; ")}`);
    }
  }
  return failures;
}

/// The cryptography that `crypto` of a function's context stands on, done by the JDK's providers.
/// The rules of the Web Crypto API about algorithms, usages and formats are in the prelude; here is
/// only what needs a cipher or an encoding. Start with [dev.jensen.isolate.crypto.WebCrypto].
@org.jspecify.annotations.NullMarked
package dev.jensen.isolate.crypto;

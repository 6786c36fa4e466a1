package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

/// Answers what the prelude's `crypto` asks (`spec/function-runtime.md` §11.1, §11.4).
///
/// Stateless: keys come along with every operation, so that they may live in a V8 snapshot.
public final class WebCrypto {

  /// What one operation may be given; a copy of it, of the result and of what a cipher holds back
  /// must fit into a small process beside the functions' own 64 MiB.
  static final int BYTES_MAX = 32 << 20;

  private WebCrypto() {}

  /// Performs one operation and returns what it results in; [Fields] if that is several things.
  ///
  /// @param operation its name, then names and numbers it is parametrized with, separated by spaces
  /// @param data what it works on, keys first
  /// @throws WebCryptoException if the Web Crypto API has an error for it
  public static byte[] perform(String operation, List<byte[]> data) {
    var request = Request.parse(operation, data);
    if (data.stream().mapToLong(bytes -> bytes.length).sum() > BYTES_MAX) {
      throw WebCryptoException.operation("The data is too large: at most 32 MiB at a time");
    }
    try {
      return perform(request);
    } catch (GeneralSecurityException | IllegalArgumentException | ArithmeticException e) {
      throw WebCryptoException.operation("The operation failed: " + e.getMessage());
    }
  }

  private static byte[] perform(Request request) throws GeneralSecurityException {
    String name = request.name();
    return switch (name.substring(0, name.indexOf(':'))) {
      case "random" -> random(request);
      case "hash" -> request.hash(0).digest(request.bytes(0));
      case "hmac" -> Hmac.perform(request);
      case "aes" -> Aes.perform(request);
      case "derive" -> KeyDerivation.perform(request);
      case "rsa" -> Rsa.perform(request);
      case "rsa-key" -> RsaKeys.perform(request);
      case "ec" -> Ec.perform(request);
      case "ec-key" -> EcKeys.perform(request);
      case "okp" -> OctetKeyPairs.perform(request);
      default -> throw request.unknown();
    };
  }

  private static byte[] random(Request request) throws GeneralSecurityException {
    return switch (request.name()) {
      case "random:secure" -> {
        byte[] bytes = new byte[request.number(0)];
        new SecureRandom().nextBytes(bytes);
        yield bytes;
      }
      case "random:seeded" -> SeededStream.bytes(request);
      default -> throw request.unknown();
    };
  }
}

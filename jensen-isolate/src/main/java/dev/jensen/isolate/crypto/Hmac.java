package dev.jensen.isolate.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/// HMAC: key, then data, then what to compare with.
final class Hmac {

  private Hmac() {}

  static byte[] perform(Request request) throws GeneralSecurityException {
    byte[] mac = request.hash(0).mac(request.bytes(0)).doFinal(request.bytes(1));
    return switch (request.name()) {
      case "hmac:sign" -> mac;
      case "hmac:verify" -> Verdict.of(MessageDigest.isEqual(mac, request.bytes(2)));
      default -> throw request.unknown();
    };
  }
}

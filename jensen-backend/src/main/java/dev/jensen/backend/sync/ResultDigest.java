package dev.jensen.backend.sync;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Enough of a hash to tell whether two results are the same.
record ResultDigest(long high, long low) {

  static ResultDigest of(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      var bytes = ByteBuffer.wrap(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
      return new ResultDigest(bytes.getLong(), bytes.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

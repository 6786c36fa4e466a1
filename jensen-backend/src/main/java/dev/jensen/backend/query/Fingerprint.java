package dev.jensen.backend.query;

import dev.jensen.value.FieldPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// What a cursor must have in common with the query that it continues: the query's text and, where
/// it names an index key, the index's fields, as index keys mean nothing in another index.
///
/// An end names none. So it stays good when the query's table comes into being, or its index
/// changes.
final class Fingerprint {

  private final String query;
  private final List<FieldPath> fields;

  /// @param query its text
  /// @param fields of its index, none if there is no such table
  Fingerprint(String query, List<FieldPath> fields) {
    this.query = query;
    this.fields = List.copyOf(fields);
  }

  /// Of cursors that name an index key.
  byte[] after() {
    var digest = digest();
    for (var field : fields) {
      digest.update((byte) 0);
      digest.update(field.toString().getBytes(StandardCharsets.UTF_8));
    }
    return digest.digest();
  }

  /// Of cursors that name the end of the query.
  byte[] end() {
    return digest().digest();
  }

  private MessageDigest digest() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(query.getBytes(StandardCharsets.UTF_8));
      return digest;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

package dev.jensen.functions;

import dev.jensen.mapping.FieldName;
import dev.jensen.mapping.Flattened;
import dev.jensen.mapping.Id;
import java.time.Instant;

/// A document as it is stored. Returned to clients, it is one object: its content's fields, `_id`
/// and `_creationTime`.
///
/// @param <T> a record with [Table]
/// @param creationTime milliseconds since the Unix epoch, with fractions
/// @param content everything but the system fields
public record Document<T>(
    @FieldName("_id") Id<T> id,
    @FieldName("_creationTime") double creationTime,
    @Flattened T content) {

  /// When it was inserted.
  public Instant createdAt() {
    return Instant.ofEpochMilli((long) creationTime);
  }
}

package dev.jensen.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// When a transaction committed: nanoseconds since the Unix epoch.
///
/// Timestamps are unique within a deployment and grow with every commit.
///
/// @param nanos nanoseconds since 1970-01-01T00:00:00Z, at least 0
public record Timestamp(long nanos) implements Comparable<Timestamp> {

  /// Before every commit.
  public static final Timestamp ZERO = new Timestamp(0);

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private static final int ENCODED_CHARACTERS = 12;

  /// Takes a time since the epoch.
  ///
  /// @throws IllegalArgumentException if `nanos` is negative
  public Timestamp {
    if (nanos < 0) {
      throw new IllegalArgumentException("timestamp before the epoch: " + nanos);
    }
  }

  /// The timestamp of `instant`.
  ///
  /// @throws IllegalArgumentException if that is before the epoch
  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano());
  }

  /// Reads the form that messages use (`TS`, `spec/sync-protocol.md` §3).
  ///
  /// @return null if `text` is not in that form, or past the greatest timestamp
  public static @Nullable Timestamp decode(String text) {
    if (text.length() != ENCODED_CHARACTERS) {
      return null;
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      long nanos = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      boolean isCanonical = nanos >= 0 && bytes.length == Long.BYTES;
      return isCanonical ? new Timestamp(nanos) : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /// The form that messages use (`TS`, `spec/sync-protocol.md` §3): base64 of eight bytes, least
  /// significant first.
  public String encode() {
    var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(nanos);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(nanos, other.nanos);
  }
}

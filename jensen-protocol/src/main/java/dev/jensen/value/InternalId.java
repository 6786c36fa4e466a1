package dev.jensen.value;

import java.util.Arrays;

/// The 16 bytes that name a document inside its table (`spec/values-and-data.md` §4.1).
///
/// Immutable, ordered as unsigned bytes.
public final class InternalId implements Comparable<InternalId> {

  /// The length of an internal id.
  public static final int BYTES = 16;

  private final byte[] bytes;

  /// Copies `bytes`.
  ///
  /// @throws IllegalArgumentException if there are not exactly [#BYTES]
  public InternalId(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("internal id of " + bytes.length + " bytes");
    }
    this.bytes = bytes.clone();
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public int compareTo(InternalId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InternalId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}

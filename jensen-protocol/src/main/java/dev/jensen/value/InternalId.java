package dev.jensen.value;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The 16 bytes that name a document inside its table (`spec/values-and-data.md` §4.1).
///
/// Immutable, ordered as unsigned bytes.
public final class InternalId implements Comparable<InternalId> {

  /// The length of an internal id.
  public static final int BYTES = 16;

  /// The length of the legacy text form.
  private static final int LEGACY_CHARACTERS = 22;

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

  /// Reads the legacy text form that `normalizeId` still takes (`spec/function-runtime.md` §3.4):
  /// base64url without padding, 22 characters.
  ///
  /// @return null if `text` is not in that form
  public static @Nullable InternalId parseLegacy(String text) {
    if (text.length() != LEGACY_CHARACTERS) {
      return null;
    }
    try {
      var id = new InternalId(Base64.getUrlDecoder().decode(text));
      // The last character carries four bits too many, which must be zero.
      return id.toLegacyString().equals(text) ? id : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// Copies the bytes into `target`, starting at `offset`.
  void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  private String toLegacyString() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public int compareTo(InternalId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InternalId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The bytes in hexadecimal.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}

package dev.jensen.backend.storage;

import dev.jensen.value.Value;
import java.util.Arrays;

/// A document as bytes (`docs/formats/storage.md`).
///
/// Immutable.
public final class EncodedDocument {

  private final byte[] bytes;

  private EncodedDocument(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Encodes `document`.
  public static EncodedDocument of(Value.Obj document) {
    return new EncodedDocument(ValueWriter.write(document));
  }

  /// Takes bytes that an earlier [#unsafeBytes()] gave; nobody may change them any more.
  static EncodedDocument ofBytes(byte[] bytes) {
    return new EncodedDocument(bytes);
  }

  /// The document.
  ///
  /// @throws StorageException if the bytes are none
  public Value.Obj decode() {
    return ValueReader.read(bytes);
  }

  /// The number of bytes.
  public int length() {
    return bytes.length;
  }

  /// The bytes themselves, not to be changed.
  byte[] unsafeBytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedDocument that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}

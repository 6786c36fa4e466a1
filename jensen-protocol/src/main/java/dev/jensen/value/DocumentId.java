package dev.jensen.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The public id of a document (`spec/values-and-data.md` §4.1).
///
/// The text form is base32 of the table number as a varint, the internal id, and two bytes that
/// hold a checksum of both, mixed with the format's version. Within one table, texts order as
/// internal ids do.
///
/// @param tableNumber 1 to 2^32-1
/// @param internalId the document within its table
public record DocumentId(long tableNumber, InternalId internalId) {

  /// The greatest table number.
  public static final long TABLE_NUMBER_MAX = 0xffff_ffffL;

  private static final int CHARACTERS_MIN = 31;
  private static final int CHARACTERS_MAX = 37;
  private static final int FOOTER_BYTES = 2;
  private static final int FIXED_BYTES = InternalId.BYTES + FOOTER_BYTES;
  private static final int VERSION = 0;

  /// Takes a table number in range.
  ///
  /// @throws IllegalArgumentException if the table number is out of range
  public DocumentId {
    if (tableNumber < 1 || tableNumber > TABLE_NUMBER_MAX) {
      throw new IllegalArgumentException("table number out of range: " + tableNumber);
    }
  }

  /// Reads the text form.
  ///
  /// @throws InvalidValueException if `text` is no canonical id; the message is the spec's
  public static DocumentId parse(String text) {
    byte[] bytes = Base32.decode(text);
    if (bytes == null) {
      throw undecodable("ID wasn't valid base32");
    }
    int varintBytes = bytes.length - FIXED_BYTES;
    if (varintBytes < 1 || varintBytes > 5 || text.length() != Base32.length(bytes.length)) {
      throw undecodable("Invalid ID length " + text.length());
    }
    long tableNumber = readVarint(bytes, varintBytes);
    int version = readFooter(bytes) ^ fletcher16(bytes, bytes.length - FOOTER_BYTES);
    if (version != VERSION) {
      throw undecodable("Invalid ID version %d (expected %d)".formatted(version, VERSION));
    }
    int end = varintBytes + InternalId.BYTES;
    return new DocumentId(tableNumber, new InternalId(Arrays.copyOfRange(bytes, varintBytes, end)));
  }

  /// Reads the text form, or returns null if `text` is no canonical id.
  public static @Nullable DocumentId parseOrNull(String text) {
    if (text.length() < CHARACTERS_MIN || text.length() > CHARACTERS_MAX) {
      return null;
    }
    try {
      return parse(text);
    } catch (InvalidValueException notAnId) {
      return null;
    }
  }

  /// The text form, 31 to 37 characters.
  @Override
  public String toString() {
    int varintBytes = varintBytes(tableNumber);
    byte[] bytes = new byte[varintBytes + FIXED_BYTES];
    writeVarint(bytes, varintBytes);
    internalId.copyTo(bytes, varintBytes);
    int footerAt = varintBytes + InternalId.BYTES;
    int footer = fletcher16(bytes, footerAt) ^ VERSION;
    bytes[footerAt] = (byte) footer;
    bytes[footerAt + 1] = (byte) (footer >> 8);
    return Base32.encode(bytes);
  }

  private static int varintBytes(long number) {
    return (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7;
  }

  private void writeVarint(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      int more = i + 1 < length ? 0x80 : 0;
      bytes[i] = (byte) (((tableNumber >> (7 * i)) & 0x7f) | more);
    }
  }

  private static long readVarint(byte[] bytes, int length) {
    long number = 0;
    for (int i = 0; i < length; i++) {
      boolean more = bytes[i] < 0;
      if (more != i + 1 < length) {
        throw undecodable("Invalid table number");
      }
      number |= (bytes[i] & 0x7fL) << (7 * i);
    }
    if (number == 0 || number > TABLE_NUMBER_MAX || varintBytes(number) != length) {
      throw undecodable("Invalid table number");
    }
    return number;
  }

  private static int readFooter(byte[] bytes) {
    return (bytes[bytes.length - 2] & 0xff) | ((bytes[bytes.length - 1] & 0xff) << 8);
  }

  /// The checksum of the first `length` bytes; modulo 256, unlike the textbook's 255.
  private static int fletcher16(byte[] bytes, int length) {
    int c0 = 0;
    int c1 = 0;
    for (int i = 0; i < length; i++) {
      c0 = (c0 + bytes[i]) & 0xff;
      c1 = (c1 + c0) & 0xff;
    }
    return c0 | (c1 << 8);
  }

  private static InvalidValueException undecodable(String why) {
    return new InvalidValueException("Unable to decode ID: " + why);
  }
}

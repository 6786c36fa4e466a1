package dev.jensen.backend.file;

import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What names a blob: the internal id of the file that it was put for, and something random,
/// because an import may put another content for the same file.
///
/// So a key alone says which document has to be looked at to know whether the blob is needed.
///
/// @param text 32 hexadecimal digits, a dash and 16 more
public record BlobKey(String text) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}-[0-9a-f]{16}");
  private static final int FILE_DIGITS = 2 * InternalId.BYTES;
  private static final int RANDOM_BYTES = 8;

  public BlobKey {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("no key of a blob: %s".formatted(text));
    }
  }

  /// A new key for a content of the file.
  static BlobKey of(DocumentId file, RandomGenerator random) {
    byte[] more = new byte[RANDOM_BYTES];
    random.nextBytes(more);
    var hex = HexFormat.of();
    return new BlobKey(
        "%s-%s".formatted(hex.formatHex(file.internalId().toByteArray()), hex.formatHex(more)));
  }

  /// The key of this text, or null if it is none.
  static @Nullable BlobKey parseOrNull(String text) {
    return FORM.matcher(text).matches() ? new BlobKey(text) : null;
  }

  /// The internal id of the file.
  InternalId file() {
    return new InternalId(HexFormat.of().parseHex(text, 0, FILE_DIGITS));
  }
}

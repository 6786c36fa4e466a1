package dev.jensen.backend.query;

import org.jspecify.annotations.Nullable;

/// Which page of a query is wanted (`spec/function-runtime.md` §5).
///
/// @param queryJson the text that `query` was read from: a cursor is only good for the same text
/// @param cursor where the page begins, or null for the beginning
/// @param endCursor where the page ends whatever is there, or null if `size` and the maximums
///   decide
/// @param size how many documents at most
/// @param rowsMax how many documents to read at most, filtered ones included, or null
/// @param bytesMax how much of them to read at most, or null
public record PageRequest(
    Query query,
    String queryJson,
    @Nullable String cursor,
    @Nullable String endCursor,
    int size,
    @Nullable Integer rowsMax,
    @Nullable Integer bytesMax) {

  /// The most documents one page can have.
  private static final int SIZE_MAX = 32_000;

  /// @throws InvalidQueryException if a number is out of range
  public PageRequest {
    if (size < 1) {
      throw new InvalidQueryException("Must request at least 1 document while paginating");
    }
    if (size > SIZE_MAX) {
      throw new InvalidQueryException("Requested too many items: %d".formatted(size));
    }
    if (isZero(rowsMax) || isZero(bytesMax)) {
      throw new InvalidQueryException(
          "maximumRowsRead and maximumBytesRead must be greater than 0");
    }
  }

  private static boolean isZero(@Nullable Integer maximum) {
    return maximum != null && maximum < 1;
  }
}

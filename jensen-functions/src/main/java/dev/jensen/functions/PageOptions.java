package dev.jensen.functions;

import dev.jensen.mapping.Validated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which page of a query is wanted: the argument `paginationOpts` of clients' paginated queries.
///
/// @param numItems how many documents, roughly
/// @param cursor where the page before ended, or null for the first page
/// @param endCursor where this page ends, or nothing to let `numItems` decide
/// @param id tells the uses of one paginated query apart in a client
/// @param maximumRowsRead how many documents may be read for the page
/// @param maximumBytesRead how many bytes may be read for the page
public record PageOptions(
    double numItems,
    @Nullable String cursor,
    @Validated("{\"type\":\"union\",\"value\":[{\"type\":\"string\"},{\"type\":\"null\"}]}")
        Optional<String> endCursor,
    Optional<Double> id,
    Optional<Double> maximumRowsRead,
    Optional<Double> maximumBytesRead) {

  /// The first page.
  public static PageOptions first(int numItems) {
    return after(null, numItems);
  }

  /// The page that begins at `cursor`.
  public static PageOptions after(@Nullable String cursor, int numItems) {
    return new PageOptions(
        numItems, cursor, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}

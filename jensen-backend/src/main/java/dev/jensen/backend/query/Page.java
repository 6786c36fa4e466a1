package dev.jensen.backend.query;

import dev.jensen.backend.transaction.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a query.
///
/// @param isDone whether it ends at the end of the query, so that no page follows
/// @param continueCursor where it ends
/// @param splitCursor a place about in its middle, or null if it is too small to split
/// @param status whether it should be split, or null
public record Page(
    List<Document> documents,
    boolean isDone,
    String continueCursor,
    @Nullable String splitCursor,
    @Nullable Status status) {

  /// What a client should do about the size of a page, named as in the protocol.
  public enum Status {
    /// It is getting large.
    SPLIT_RECOMMENDED("SplitRecommended"),
    /// It ended early because it read too much.
    SPLIT_REQUIRED("SplitRequired");

    private final String wire;

    Status(String wire) {
      this.wire = wire;
    }

    /// The word of the protocol.
    public String wire() {
      return wire;
    }
  }

  public Page {
    documents = List.copyOf(documents);
  }
}

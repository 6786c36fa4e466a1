package dev.jensen.backend.query;

import dev.jensen.value.Value;
import java.util.Map;

/// A cursor that does not belong to the query it is used for. Clients that see this start again
/// from the first page (`spec/sync-protocol.md` §13).
public final class InvalidCursorException extends RuntimeException {

  private static final Value DATA =
      Value.Obj.of(
          Map.of(
              "isConvexSystemError", new Value.Bool(true),
              "paginationError", new Value.Text("InvalidCursor")));

  private InvalidCursorException(String why) {
    super("InvalidCursor: %s".formatted(why));
  }

  static InvalidCursorException unreadable() {
    return new InvalidCursorException("Failed to parse cursor");
  }

  static InvalidCursorException ofAnotherQuery() {
    return new InvalidCursorException(
        "Tried to run a query starting from a cursor, but it looks like this cursor is from a"
            + " different query.");
  }

  /// What the `ConvexError` carries by which clients recognize this.
  public Value data() {
    return DATA;
  }
}

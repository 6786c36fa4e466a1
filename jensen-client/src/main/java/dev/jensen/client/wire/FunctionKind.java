package dev.jensen.client.wire;

/// What kind of function a caller expects at a path.
public enum FunctionKind {
  /// Reads.
  QUERY("query", "Q"),
  /// Reads and writes in one transaction.
  MUTATION("mutation", "M"),
  /// Does anything, outside of transactions.
  ACTION("action", "A");

  private final String route;
  private final String letter;

  FunctionKind(String route, String letter) {
    this.route = route;
    this.letter = letter;
  }

  /// The last part of the route that runs such a function (`spec/http-api.md` §4.1).
  public String route() {
    return route;
  }

  /// How logs abbreviate it.
  public String letter() {
    return letter;
  }
}

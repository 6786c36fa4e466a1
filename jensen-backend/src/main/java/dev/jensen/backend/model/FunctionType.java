package dev.jensen.backend.model;

/// The kinds of functions a module can export.
public enum FunctionType {
  QUERY("Query"),
  MUTATION("Mutation"),
  ACTION("Action"),
  /// What a router leads requests to; not callable by a path.
  HTTP_ACTION("HttpAction");

  private final String display;

  FunctionType(String display) {
    this.display = display;
  }

  /// The word the protocol and messages use, such as `Query`.
  public String display() {
    return display;
  }
}

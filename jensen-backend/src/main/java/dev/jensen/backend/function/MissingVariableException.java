package dev.jensen.backend.function;

/// `auth.config.js` reads an environment variable that is not set.
public final class MissingVariableException extends RuntimeException {

  private final String variable;

  public MissingVariableException(String variable) {
    super(
        "Environment variable %s is used in auth config file but its value was not set"
            .formatted(variable));
    this.variable = variable;
  }

  /// The variable's name.
  public String variable() {
    return variable;
  }
}

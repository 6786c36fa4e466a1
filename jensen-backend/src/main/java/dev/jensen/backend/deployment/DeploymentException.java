package dev.jensen.backend.deployment;

/// A change of the deployment is refused, with what the developer has to know.
public final class DeploymentException extends RuntimeException {

  private final Kind kind;
  private final String code;

  /// Why a change is refused; decides what the command-line tool does (`spec/deploy-api.md` §3.3).
  public enum Kind {
    /// The developer has to change something.
    MISTAKE,
    /// Someone else changed the deployment meanwhile; the same push may succeed if made again.
    RACE,
    /// What was sent is larger than allowed.
    TOO_LARGE
  }

  /// Says what is refused and why.
  ///
  /// @param code a stable CamelCase word
  public DeploymentException(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  static DeploymentException mistake(String code, String message) {
    return new DeploymentException(Kind.MISTAKE, code, message);
  }

  static DeploymentException race(String code, String message) {
    return new DeploymentException(Kind.RACE, code, message);
  }

  /// Why.
  public Kind kind() {
    return kind;
  }

  /// The stable word for the error body.
  public String code() {
    return code;
  }

  /// The same refusal with a line before its message.
  DeploymentException under(String heading) {
    return new DeploymentException(kind, code, "%s\n%s".formatted(heading, getMessage()));
  }
}

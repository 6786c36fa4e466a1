package dev.jensen.backend.function;

/// A pushed module could not be evaluated, or does not export what it must.
public final class ModuleFailedException extends RuntimeException {

  private final String code;

  /// Names the kind of mistake and describes it.
  ///
  /// @param code such as `InvalidModules`
  /// @param message what, where (source-mapped) and what to do
  public ModuleFailedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /// The stable word for the error body.
  public String code() {
    return code;
  }
}

package dev.jensen.client.sync;

/// A call got no answer and will get none.
public final class LostException extends RuntimeException {

  private final String code;
  private final boolean mayHaveRun;

  LostException(String code, String message, boolean mayHaveRun) {
    super(message);
    this.code = code;
    this.mayHaveRun = mayHaveRun;
  }

  /// One word for what happened.
  public String code() {
    return code;
  }

  /// Whether the deployment may have run the function.
  public boolean mayHaveRun() {
    return mayHaveRun;
  }

  /// The same for a call that may have run, or that cannot have.
  LostException of(boolean newMayHaveRun) {
    return new LostException(code, String.valueOf(getMessage()), newMayHaveRun);
  }
}

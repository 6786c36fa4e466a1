package dev.jensen.backend.archive;

/// An export or import that cannot be, for a reason that its user can do something about.
public final class ArchiveException extends RuntimeException {

  private final Kind kind;
  private final String code;

  /// Whether there is anything to speak of.
  public enum Kind {
    /// What was asked for makes no sense.
    MISTAKE,
    /// There is no such thing.
    MISSING
  }

  private ArchiveException(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  static ArchiveException mistake(String code, String message) {
    return new ArchiveException(Kind.MISTAKE, code, message);
  }

  static ArchiveException missing(String code, String message) {
    return new ArchiveException(Kind.MISSING, code, message);
  }

  /// Which.
  public Kind kind() {
    return kind;
  }

  /// The stable word for the error body.
  public String code() {
    return code;
  }
}

package dev.jensen.mapping;

import org.jspecify.annotations.Nullable;

/// A Java object stands for no value, or a value is not what a Java type holds. [Values] says what
/// goes.
public final class MappingException extends RuntimeException {

  private final String problem;

  /// A problem in the words of its message.
  public MappingException(String problem) {
    super(problem, null);
    this.problem = problem;
  }

  MappingException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.problem = problem;
  }

  private MappingException(String place, MappingException inner) {
    super(place + inner.getMessage(), inner.getCause());
    this.problem = inner.problem;
  }

  /// The same problem, seen from the object that has it at `step`.
  MappingException within(String step) {
    boolean isInnermost = problem.equals(getMessage());
    return new MappingException(isInnermost ? step + ": " : step, this);
  }

  /// What went wrong as one CamelCase word, which does not change between versions.
  public String code() {
    return "Mapping";
  }
}

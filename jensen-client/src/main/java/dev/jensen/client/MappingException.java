package dev.jensen.client;

import org.jspecify.annotations.Nullable;

/// A Java object stands for no value, or a value is not what a Java type holds. [Values] says what
/// goes.
public final class MappingException extends ConvexException {

  private final String problem;

  MappingException(String problem) {
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

  @Override
  public String code() {
    return "Mapping";
  }
}

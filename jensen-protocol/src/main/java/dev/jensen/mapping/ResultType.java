package dev.jensen.mapping;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/// A Java type with its type arguments, for results such as lists of records.
///
/// {@snippet file="dev/jensen/mapping/ValuesTest.java" region="asList"}
///
/// @param <T> the type
public abstract class ResultType<T> {

  private final Type type;

  /// For anonymous subclasses, which keep what `T` is.
  ///
  /// @throws IllegalStateException if the subclass does not say what `T` is
  protected ResultType() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
        || parent.getRawType() != ResultType.class) {
      throw new IllegalStateException("write new ResultType<…>() {}, with the type in it");
    }
    this.type = parent.getActualTypeArguments()[0];
  }

  private ResultType(Type type) {
    this.type = type;
  }

  /// The type that `type` is.
  ///
  /// {@snippet file="dev/jensen/client/HttpClientTest.java" region="calls"}
  public static <T> ResultType<T> of(Class<T> type) {
    return new OfClass<>(type);
  }

  final Type type() {
    return type;
  }

  @Override
  public final String toString() {
    return type.getTypeName();
  }

  private static final class OfClass<T> extends ResultType<T> {

    OfClass(Class<T> type) {
      super(type);
    }
  }
}

package dev.jensen.cli.codegen;

import com.palantir.javapoet.ClassName;
import dev.jensen.value.Value;

/// What a type is for. It decides what stands for values that no Java type describes.
enum Use {
  /// Callers make it: an `Object`, so that they can give whatever stands for a value.
  ARGUMENT(Object.class),

  /// Callers take it apart: a [Value], which they can switch over or read as another type.
  RESULT(Value.class);

  private final Class<?> anything;

  Use(Class<?> anything) {
    this.anything = anything;
  }

  ClassName anything() {
    return ClassName.get(anything);
  }
}

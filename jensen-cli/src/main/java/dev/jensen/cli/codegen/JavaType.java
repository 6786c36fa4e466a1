package dev.jensen.cli.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The Java type for a validator.
///
/// @param name without regard to null
/// @param isNullable whether null matches, too
record JavaType(TypeName name, boolean isNullable) {

  private static final ClassName OBJECT = ClassName.get(Object.class);
  private static final ClassName OPTIONAL = ClassName.get(Optional.class);
  private static final AnnotationSpec NULLABLE = AnnotationSpec.builder(Nullable.class).build();

  static JavaType of(TypeName name) {
    return new JavaType(name, name.equals(OBJECT));
  }

  static JavaType of(Class<?> type) {
    return of(TypeName.get(type));
  }

  JavaType orNull(boolean isNull) {
    return new JavaType(name, isNullable || isNull);
  }

  /// As a component of a record.
  TypeName component(boolean isOptional) {
    if (isOptional) {
      return optional(isNullable && !name.equals(OBJECT) ? optional(name) : name);
    }
    return isNullable ? nullable() : name;
  }

  /// As the parameter of another type, where only `Object` may be null.
  TypeName parameter() {
    if (name.equals(OBJECT)) {
      return nullable();
    }
    return isNullable ? optional(name) : name.box();
  }

  private TypeName nullable() {
    return name.box().annotated(NULLABLE);
  }

  private static TypeName optional(TypeName name) {
    return ParameterizedTypeName.get(OPTIONAL, name.box());
  }
}

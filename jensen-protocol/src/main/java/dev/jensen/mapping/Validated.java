package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Checks a parameter, a record component or a result against this validator instead of the one
/// that its type has. For what Java has no type for, such as a union of numbers and texts, which
/// arrives as an `Object`.
@Target({ElementType.PARAMETER, ElementType.RECORD_COMPONENT, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Validated {

  /// The validator as JSON, such as `{"type":"literal","value":1}`: what `convex function-spec`
  /// shows of it.
  String value();
}

package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The field that a record component stands for, where it has another name.
// Kotlin cannot annotate record components; there it stands on the field.
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface FieldName {

  /// The name of the field.
  String value();
}

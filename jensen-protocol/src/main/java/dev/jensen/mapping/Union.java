package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a sealed interface of records a union of objects, told apart by the text in one field.
///
/// {@snippet file="dev/jensen/mapping/ValuesTest.java" region="union"}
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Union {

  /// The field that says which case an object is. No record has a component for it.
  String value() default "type";
}

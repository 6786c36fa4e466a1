package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The text that marks a record of a [Union], or stands for an enum's constant. Without it, that is
/// the record's simple name with its first letter in lower case, or the constant's name.
///
/// {@snippet file="dev/jensen/mapping/ValuesTest.java" region="enum"}
@Target({ElementType.TYPE, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
public @interface UnionCase {

  /// What the union's field holds, or the value that the constant is.
  String value();
}

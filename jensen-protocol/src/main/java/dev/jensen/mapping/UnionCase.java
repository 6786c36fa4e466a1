package dev.jensen.mapping;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The text that marks a record of a [Union]. Without it, that is the record's simple name with its
/// first letter in lower case.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface UnionCase {

  /// What the union's field holds.
  String value();
}

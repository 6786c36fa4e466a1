package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record, or a sealed interface with [dev.jensen.mapping.Union], the documents of a table.
/// The system fields are not among its components: see [Document].
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="table"}
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Table {

  /// The table's name.
  String value();

  /// The table's indexes besides `by_id` and `by_creation_time`.
  Index[] indexes() default {};
}

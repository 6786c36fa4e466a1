package dev.jensen.functions;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An index of a [Table].
@Target({})
@Retention(RetentionPolicy.RUNTIME)
public @interface Index {

  /// The index's name, such as `by_channel`.
  String name();

  /// The paths of its fields, most significant first; `_creationTime` is always the last and not
  /// named.
  String[] fields();
}

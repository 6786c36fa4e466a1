package dev.jensen.functions;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the module that the functions of a class belong to, such as `tasks` or `admin/users`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Functions {

  /// The module's path, of letters, digits, underscores and slashes.
  String value();
}

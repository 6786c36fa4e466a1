package dev.jensen.mapping;

import java.util.Arrays;

/// What is different about classes that Kotlin has compiled.
///
/// Its data classes are records if they have `@JvmRecord`. Their record components have no
/// annotations, not even those that say what may be null; but the constructor refuses null where
/// none may be.
final class KotlinClass {

  private KotlinClass() {}

  static boolean is(Class<?> type) {
    return Arrays.stream(type.getAnnotations())
        .anyMatch(each -> each.annotationType().getName().equals("kotlin.Metadata"));
  }

  /// What to do about a class that is no record, to stand behind what is wrong with it.
  static String hint(Class<?> type) {
    return is(type) && !type.isRecord() && !type.isInterface() && !type.isEnum()
        ? "; make it a data class with @JvmRecord"
        : "";
  }
}

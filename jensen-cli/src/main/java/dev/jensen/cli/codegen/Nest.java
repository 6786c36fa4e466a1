package dev.jensen.cli.codegen;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeSpec;

/// A class under construction, and the names of the classes inside of it.
///
/// @param spec gets the classes inside
/// @param names of the classes inside and around
record Nest(ClassName name, TypeSpec.Builder spec, Names names) {

  /// The longest name of a class file that every file system takes, with some room for `.class`.
  private static final int NAME_MAX = 200;

  /// Whether a class of such a name can be inside.
  boolean hasRoomFor(String wanted) {
    return String.join("$", name.simpleNames()).length() + wanted.length() < NAME_MAX;
  }

  /// The name for a class inside, like `wanted`.
  ClassName claim(String wanted) {
    return name.nestedClass(names.claim(wanted));
  }
}

package dev.jensen.cli.codegen;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/// The names of one scope: Java names that look like those of functions and fields, each once.
final class Names {

  private static final Pattern WORD_END = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern NO_PART = Pattern.compile("[^A-Za-z0-9]+");
  private static final Pattern NOT_IN_NAME = Pattern.compile("[^A-Za-z0-9_]");

  /// What generated code means when it says these names.
  private static final Set<String> CLASSES =
      Set.of(
          "Object",
          "String",
          "Long",
          "Double",
          "Boolean",
          "Override",
          "List",
          "Map",
          "Optional",
          "Value",
          "Nullable",
          "NullMarked",
          "Union",
          "UnionCase",
          "FieldName",
          "ResultType",
          "QueryCall",
          "MutationCall",
          "ActionCall");

  /// Methods of every object, which neither static methods nor components of records can replace.
  private static final Set<String> METHODS =
      Set.of(
          "clone",
          "equals",
          "finalize",
          "getClass",
          "hashCode",
          "notify",
          "notifyAll",
          "toString",
          "wait");

  private final @Nullable Names outer;
  private final Set<String> reserved;
  private final Comparator<String> order;
  private final Set<String> taken;

  private Names(@Nullable Names outer, Set<String> reserved, Comparator<String> order) {
    this.outer = outer;
    this.reserved = reserved;
    this.order = order;
    this.taken = new TreeSet<>(order);
  }

  /// The names of classes. Those that differ in case only are the same, because classes are files.
  static Names ofTypes() {
    return new Names(null, CLASSES, String.CASE_INSENSITIVE_ORDER);
  }

  /// The names of methods, variables, constants and packages.
  static Names ofMembers() {
    return new Names(null, METHODS, Comparator.naturalOrder());
  }

  /// No names yet, but those around are taken.
  Names within() {
    return new Names(this, reserved, order);
  }

  /// `wanted`, or a name like it that is not taken.
  String claim(String wanted) {
    String name = isReserved(wanted) ? wanted + "_" : wanted;
    String free = name;
    for (int i = 2; isTaken(free); i++) {
      free = name + i;
    }
    taken.add(free);
    return free;
  }

  private boolean isReserved(String name) {
    return SourceVersion.isKeyword(name)
        || reserved.stream().anyMatch(other -> order.compare(other, name) == 0);
  }

  private boolean isTaken(String name) {
    return taken.contains(name) || (outer != null && outer.isTaken(name));
  }

  /// `text` as the name of a class: `my_module` is `MyModule`.
  static String type(String text) {
    var name = new StringBuilder();
    for (String part : parts(text)) {
      name.append(Character.toUpperCase(part.charAt(0))).append(part, 1, part.length());
    }
    return identifier(name.toString());
  }

  /// `text` as the name of a constant: `inProgress` is `IN_PROGRESS`.
  static String constant(String text) {
    var words = parts(WORD_END.matcher(text).replaceAll(" "));
    return identifier(String.join("_", words).toUpperCase(Locale.ROOT));
  }

  /// `text` as the name of a method or variable, mostly itself.
  static String member(String text) {
    return identifier(NOT_IN_NAME.matcher(text).replaceAll("_"));
  }

  private static List<String> parts(String text) {
    return NO_PART.splitAsStream(text).filter(part -> !part.isEmpty()).toList();
  }

  private static String identifier(String name) {
    boolean isComplete = !name.isEmpty() && !name.equals("_") && !Character.isDigit(name.charAt(0));
    return isComplete ? name : "_%s_".formatted(name);
  }
}

package dev.jensen.client;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Everything public that those who use the client see, and a Kotlin program that asks the compiler
/// for its types: it takes each constructor and method for a value that none can be, and the
/// compiler says what it is instead.
///
/// @param imports a line for each type
/// @param members the constructors and methods, overloaded ones once
/// @param references how Kotlin refers to each of them
record KotlinApi(List<String> imports, List<String> members, List<String> references) {

  /// Something that is not ours, of which Kotlin does not know whether it may be null.
  static final String UNKNOWN = "java.io.File.getName";

  private static final Path CLIENT = Path.of("src", "main", "java");
  private static final Path PROTOCOL = Path.of("..", "jensen-protocol", "src", "main", "java");

  static KotlinApi read() throws Exception {
    var api = new KotlinApi(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    api.addAll(CLIENT, "dev.jensen.client");
    api.addAll(PROTOCOL, "dev.jensen.mapping");
    api.addAll(PROTOCOL, "dev.jensen.value");
    return api;
  }

  private void addAll(Path sources, String packageName) throws Exception {
    for (var name : sourceNames(sources.resolve(packageName.replace('.', '/')))) {
      add(Class.forName(packageName + "." + name));
    }
  }

  private static List<String> sourceNames(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .sorted()
          .toList();
    }
  }

  private void add(Class<?> type) {
    if (!Modifier.isPublic(type.getModifiers()) || type.isAnnotation()) {
      return;
    }
    var alias = "Type" + imports.size();
    imports.add("import %s as %s".formatted(type.getCanonicalName(), alias));
    if (type.getConstructors().length > 0) {
      members.add(type.getCanonicalName());
      references.add("::" + alias);
    }
    for (var method : type.getDeclaredMethods()) {
      add(method, type, alias);
    }
    for (var nested : type.getDeclaredClasses()) {
      add(nested);
    }
  }

  private void add(Method method, Class<?> type, String alias) {
    var member = type.getCanonicalName() + "." + method.getName();
    if (!members.contains(member) && isAskedFor(method, type)) {
      members.add(member);
      var receiver = type.getTypeParameters().length == 0 ? alias : alias + "<*>";
      references.add("%s::`%s`".formatted(receiver, method.getName()));
    }
  }

  /// A record's own `equals` has no annotations, but Kotlin calls it as `==`; and Kotlin does not
  /// refer to static methods of a type with a parameter.
  private static boolean isAskedFor(Method method, Class<?> type) {
    return Modifier.isPublic(method.getModifiers())
        && !method.isSynthetic()
        && !method.getName().equals("equals")
        && !(Modifier.isStatic(method.getModifiers()) && type.getTypeParameters().length > 0);
  }

  String questions() {
    var lines = new ArrayList<>(imports);
    lines.add("val unknown: Nothing = java.io.File::getName");
    for (int i = 0; i < references.size(); i++) {
      lines.add("val value%d: Nothing = %s".formatted(i, references.get(i)));
    }
    return String.join("\n", lines);
  }

  /// The member that is asked about in a line.
  String member(int line) {
    int index = line - imports.size() - 2;
    return index < 0 ? UNKNOWN : members.get(index);
  }
}

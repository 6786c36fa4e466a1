package dev.jensen.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static javax.lang.model.util.ElementFilter.methodsIn;
import static javax.lang.model.util.ElementFilter.typesIn;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Elements.Origin;
import javax.lang.model.util.Types;
import javax.tools.ToolProvider;

/// What users see of the types in some files, and what the comments on it lack:
///
/// - Every public type has a comment; that of a record says what each component is, and stands for
///   comments on its accessors.
/// - Every public method has a comment with a snippet in which it is called. One that overrides a
///   method of the same files, or of [Object], has its text from there.
/// - Types that nobody calls to get something done show one snippet for all their methods, on the
///   type or the one around it: exceptions, functional interfaces, and what can only be read,
///   because no method has a parameter.
/// - A snippet is a region of a test.
final class PublicApi {

  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Pattern SNIPPET =
      Pattern.compile("\\{@snippet file=\"([\\w/]+Test\\.java)\" region=\"(\\w+)\"}");

  private final Elements elements;
  private final Types types;
  private final List<TypeElement> all;
  private final List<String> faults = new ArrayList<>();

  private PublicApi(JavacTask task, List<TypeElement> all) {
    this.elements = task.getElements();
    this.types = task.getTypes();
    this.all = all;
  }

  /// One line for each comment that lacks something.
  static List<String> faults(List<Path> sources) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var manager = compiler.getStandardFileManager(null, null, UTF_8)) {
      var options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
      var files = manager.getJavaFileObjectsFromPaths(sources);
      var task = (JavacTask) compiler.getTask(null, manager, null, options, null, files);
      var found = new ArrayList<Element>();
      task.analyze().forEach(found::add);
      var api = new PublicApi(task, typesIn(found));
      for (var type : api.all) {
        if (!type.getNestingKind().isNested()) {
          api.check(type);
        }
      }
      return api.faults;
    }
  }

  private void check(TypeElement type) throws IOException {
    if (!isPublic(type)) {
      return;
    }
    require(!comment(type).isEmpty(), type, "has no comment");
    for (var component : type.getRecordComponents()) {
      require(
          comment(type).contains("@param " + component.getSimpleName() + " "),
          type,
          "does not say what it has as " + component);
    }
    if (isOnlyRead(type)) {
      var around = Objects.requireNonNull(type.getEnclosingElement());
      require(shows(type, "") || shows(around, ""), type, "shows no code of a test");
    }
    for (var method : methods(type)) {
      check(type, method);
    }
    for (var nested : typesIn(type.getEnclosedElements())) {
      check(nested);
    }
  }

  private void check(TypeElement type, ExecutableElement method) throws IOException {
    if (comment(method).isEmpty()) {
      require(isInherited(type, method), method, "has no comment");
    } else if (!isOnlyRead(type)) {
      require(shows(method, call(type, method)), method, "shows no test that calls it");
    }
  }

  private void require(boolean condition, Element element, String fault) {
    if (!condition) {
      faults.add("%s.%s %s".formatted(element.getEnclosingElement(), element, fault));
    }
  }

  private String comment(Element element) {
    return Objects.requireNonNullElse(elements.getDocComment(element), "");
  }

  /// Those that somebody wrote, unlike a record's accessors and what an enum has of itself.
  private List<ExecutableElement> methods(TypeElement type) {
    return methodsIn(type.getEnclosedElements()).stream()
        .filter(PublicApi::isPublic)
        .filter(method -> elements.recordComponentFor(method) == null)
        .filter(method -> elements.getOrigin(method) == Origin.EXPLICIT)
        .toList();
  }

  private static boolean isPublic(Element element) {
    return element.getModifiers().contains(Modifier.PUBLIC);
  }

  private boolean isOnlyRead(TypeElement type) {
    var throwable = elements.getTypeElement("java.lang.Throwable").asType();
    return type.getAnnotation(FunctionalInterface.class) != null
        || types.isSubtype(type.asType(), throwable)
        || methods(type).stream().allMatch(method -> method.getParameters().isEmpty());
  }

  private boolean isInherited(TypeElement type, ExecutableElement method) {
    var object = elements.getTypeElement("java.lang.Object");
    return elements.getAllMembers(object).stream()
            .anyMatch(member -> overrides(type, method, member))
        || all.stream()
            .flatMap(other -> other.getEnclosedElements().stream())
            .anyMatch(member -> overrides(type, method, member));
  }

  private boolean overrides(TypeElement type, ExecutableElement method, Element member) {
    return member instanceof ExecutableElement other && elements.overrides(method, other, type);
  }

  /// How a call of `method` looks, but for spaces.
  private static String call(TypeElement type, ExecutableElement method) {
    if (method.getSimpleName().contentEquals("close")) {
      return "try(";
    }
    var prefix = type.getSimpleName().contentEquals("AsyncConvexFunctions") ? ".async()." : ".";
    return prefix + method.getSimpleName() + "(";
  }

  /// Whether the comment on `element` has nothing but regions of tests as code, and one has `call`.
  private boolean shows(Element element, String call) throws IOException {
    var comment = comment(element);
    boolean isShown = false;
    for (var snippet : SNIPPET.matcher(comment).results().toList()) {
      var region = region(Files.readString(TESTS.resolve(snippet.group(1))), snippet.group(2));
      isShown |= region.contains(call);
    }
    return isShown && !SNIPPET.matcher(comment).replaceAll("").contains("{@snippet");
  }

  /// The lines of a region without their spaces; empty if there is no such region.
  static String region(String text, String name) {
    int start = text.indexOf("// @start region=" + name + "\n");
    if (start < 0) {
      return "";
    }
    return text.substring(start, text.indexOf("// @end", start)).replaceAll("\\s", "");
  }
}

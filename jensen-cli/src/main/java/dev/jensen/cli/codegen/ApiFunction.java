package dev.jensen.cli.codegen;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function as a deployment describes it (`spec/deploy-api.md` §12.2).
///
/// @param module without suffix, such as `dir/module`
/// @param kind `Query`, `Mutation` or `Action`
record ApiFunction(
    String module,
    String name,
    String kind,
    boolean isPublic,
    Validator arguments,
    Validator result) {

  private static final List<String> KINDS = List.of("Query", "Mutation", "Action");

  /// The functions of a description, sorted; HTTP actions have no name to call them by.
  ///
  /// @throws InvalidValueException if it is none
  static List<ApiFunction> of(Value description) {
    if (!(description instanceof Value.Array functions)) {
      throw new InvalidValueException("a description of functions is an array");
    }
    return functions.items().stream()
        .map(ApiFunction::object)
        .filter(function -> KINDS.contains(text(function, "functionType")))
        .map(ApiFunction::function)
        .sorted(Comparator.comparing(ApiFunction::module).thenComparing(ApiFunction::name))
        .toList();
  }

  private static ApiFunction function(Value.Obj function) {
    var identifier = text(function, "identifier");
    int colon = identifier.lastIndexOf(':');
    if (colon < 0) {
      throw new InvalidValueException("'%s' names no function".formatted(identifier));
    }
    return new ApiFunction(
        identifier.substring(0, colon).replaceFirst("\\.js$", ""),
        identifier.substring(colon + 1),
        text(function, "functionType"),
        text(object(function.get("visibility")), "kind").equals("public"),
        validator(function.get("args")),
        validator(function.get("returns")));
  }

  /// What a later deployment may say and we do not know is taken for anything.
  private static Validator validator(@Nullable Value json) {
    try {
      return json == null ? new Validator.Any() : Validator.of(json);
    } catch (InvalidValueException e) {
      return new Validator.Any();
    }
  }

  private static Value.Obj object(@Nullable Value value) {
    if (value instanceof Value.Obj object) {
      return object;
    }
    throw new InvalidValueException("a function is described by objects");
  }

  private static String text(Value.Obj object, String field) {
    if (object.get(field) instanceof Value.Text text) {
      return text.value();
    }
    throw new InvalidValueException("a function has no '%s'".formatted(field));
  }

  /// What clients call it by.
  String path() {
    return "%s:%s".formatted(module, name);
  }
}

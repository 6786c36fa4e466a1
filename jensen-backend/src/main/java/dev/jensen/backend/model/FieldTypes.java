package dev.jensen.backend.model;

import dev.jensen.value.FieldPath;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// What fields documents of a type can have, decided on the validator's JSON (`spec/deploy-api.md`
/// §8.2).
final class FieldTypes {

  private FieldTypes() {}

  /// Whether a document of this type can have a field at `path`; system fields always exist.
  static boolean mayHave(JsonNode type, FieldPath path) {
    return anyAt(type, path.names(), _ -> true);
  }

  /// Whether a document of this type can have an array of floats at `path`.
  static boolean mayHoldVector(JsonNode type, FieldPath path) {
    return anyAt(type, path.names(), FieldTypes::isVector);
  }

  private static boolean anyAt(JsonNode type, List<String> path, Predicate<JsonNode> test) {
    var kind = type.path("type").asString("");
    if (kind.equals("union")) {
      return type.path("value").valueStream().anyMatch(member -> anyAt(member, path, test));
    }
    if (kind.equals("any")) {
      return true;
    }
    if (path.isEmpty()) {
      return test.test(type);
    }
    var rest = path.subList(1, path.size());
    return switch (kind) {
      case "object" -> {
        var field = type.path("value").path(path.getFirst()).path("fieldType");
        yield !field.isMissingNode() && anyAt(field, rest, test);
      }
      case "record" -> anyAt(type.path("values").path("fieldType"), rest, test);
      default -> false;
    };
  }

  private static boolean isVector(JsonNode type) {
    return switch (type.path("value").path("type").asString("")) {
      case "number", "any" -> type.path("type").asString("").equals("array");
      default -> false;
    };
  }
}

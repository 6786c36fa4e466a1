package dev.jensen.value;

import java.util.List;
import java.util.stream.Collectors;

/// How messages show validators (`spec/values-and-data.md` §6.5).
final class ValidatorDisplay {

  private ValidatorDisplay() {}

  static String of(Validator validator) {
    return switch (validator) {
      case Validator.Any v -> "v.any()";
      case Validator.Null v -> "v.null()";
      case Validator.Float64 v -> "v.float64()";
      case Validator.Int64 v -> "v.int64()";
      case Validator.CommitTs v -> "v.commitTs()";
      case Validator.Bool v -> "v.boolean()";
      case Validator.Text v -> "v.string()";
      case Validator.Bytes v -> "v.bytes()";
      case Validator.Literal v -> "v.literal(" + literal(v.value()) + ")";
      case Validator.Id v -> "v.id(\"" + v.tableName() + "\")";
      case Validator.Array v -> "v.array(" + of(v.element()) + ")";
      case Validator.Dictionary v -> "v.record(" + of(v.keys()) + ", " + of(v.values()) + ")";
      case Validator.Obj v -> "v.object({" + fields(v) + "})";
      case Validator.Union v -> "v.union(" + members(v.members()) + ")";
    };
  }

  private static String literal(Value value) {
    return value instanceof Value.Int64 ? "<bigint>" : JsonFormat.EXPORT.write(value);
  }

  private static String fields(Validator.Obj validator) {
    return validator.fields().entrySet().stream()
        .map(field -> field.getKey() + ": " + field(field.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String field(Validator.Field field) {
    String validator = of(field.validator());
    return field.optional() ? "v.optional(" + validator + ")" : validator;
  }

  private static String members(List<Validator> members) {
    return members.stream().map(ValidatorDisplay::of).collect(Collectors.joining(", "));
  }
}

package dev.jensen.value;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The JSON form of validators (`spec/values-and-data.md` §6.2).
///
/// That form is itself the encoded form of a value, tags of literals included, so it is read and
/// written as one.
final class ValidatorJson {

  private ValidatorJson() {}

  static Validator read(Value json) {
    Value.Obj object = object(json);
    return switch (text(object, "type")) {
      case "any" -> new Validator.Any();
      case "null" -> new Validator.Null();
      case "number" -> new Validator.Float64();
      case "bigint" -> new Validator.Int64();
      case "commitTs" -> new Validator.CommitTs();
      case "boolean" -> new Validator.Bool();
      case "string" -> new Validator.Text();
      case "bytes" -> new Validator.Bytes();
      case "literal" -> new Validator.Literal(member(object, "value"));
      case "id" -> new Validator.Id(text(object, "tableName"));
      case "array" -> new Validator.Array(read(member(object, "value")));
      case "record" -> readDictionary(object);
      case "object" -> readFields(object(member(object, "value")));
      case "union" -> readUnion(object);
      default -> throw invalid("unknown type in " + json.display());
    };
  }

  private static Validator readDictionary(Value.Obj object) {
    Validator.Field values = readField(member(object, "values"));
    if (values.optional()) {
      throw new InvalidValueException("Records cannot have optional values");
    }
    return new Validator.Dictionary(read(member(object, "keys")), values.validator());
  }

  private static Validator readFields(Value.Obj members) {
    var fields = new TreeMap<String, Validator.Field>();
    members.fields().forEach((name, field) -> fields.put(name, readField(field)));
    return Validator.Obj.of(fields);
  }

  private static Validator.Field readField(Value json) {
    Value.Obj object = object(json);
    if (member(object, "optional") instanceof Value.Bool optional) {
      return new Validator.Field(read(member(object, "fieldType")), optional.value());
    }
    throw invalid("`optional` must be a boolean in " + json.display());
  }

  private static Validator readUnion(Value.Obj object) {
    if (member(object, "value") instanceof Value.Array members) {
      return new Validator.Union(members.items().stream().map(ValidatorJson::read).toList());
    }
    throw invalid("the members of a union must be an array");
  }

  private static Value.Obj object(Value json) {
    if (json instanceof Value.Obj object) {
      return object;
    }
    throw invalid("expected an object, found " + json.display());
  }

  private static String text(Value.Obj object, String name) {
    if (member(object, name) instanceof Value.Text text) {
      return text.value();
    }
    throw invalid("`%s` must be a string in %s".formatted(name, object.display()));
  }

  private static Value member(Value.Obj object, String name) {
    Value member = object.get(name);
    if (member == null) {
      throw invalid("`%s` is missing in %s".formatted(name, object.display()));
    }
    return member;
  }

  private static InvalidValueException invalid(String why) {
    return new InvalidValueException("Invalid validator: " + why);
  }

  /// Checks that `keys` can be the keys of a record.
  ///
  /// @throws InvalidValueException with the spec's message if not
  static void checkKeys(Validator keys) {
    switch (keys) {
      case Validator.Text v -> {}
      case Validator.Id v -> {}
      case Validator.Union v -> v.members().forEach(ValidatorJson::checkKeys);
      case Validator.Literal v when v.value() instanceof Value.Text ->
          throw new InvalidValueException("Records cannot have string literal keys");
      default ->
          throw new InvalidValueException(
              "Records can only have string keys. Found " + keys.display());
    }
  }

  static Value write(Validator validator) {
    return switch (validator) {
      case Validator.Any v -> type("any", Map.of());
      case Validator.Null v -> type("null", Map.of());
      case Validator.Float64 v -> type("number", Map.of());
      case Validator.Int64 v -> type("bigint", Map.of());
      case Validator.CommitTs v -> type("commitTs", Map.of());
      case Validator.Bool v -> type("boolean", Map.of());
      case Validator.Text v -> type("string", Map.of());
      case Validator.Bytes v -> type("bytes", Map.of());
      case Validator.Literal v -> type("literal", Map.of("value", v.value()));
      case Validator.Id v -> type("id", Map.of("tableName", new Value.Text(v.tableName())));
      case Validator.Array v -> type("array", Map.of("value", write(v.element())));
      case Validator.Dictionary v -> writeDictionary(v);
      case Validator.Obj v -> type("object", Map.of("value", writeFields(v.fields())));
      case Validator.Union v -> type("union", Map.of("value", writeMembers(v.members())));
    };
  }

  private static Value type(String type, Map<String, Value> members) {
    var object = new TreeMap<String, Value>(members);
    object.put("type", new Value.Text(type));
    return Value.Obj.of(object);
  }

  private static Value writeDictionary(Validator.Dictionary validator) {
    var values = writeField(new Validator.Field(validator.values(), false));
    return type("record", Map.of("keys", write(validator.keys()), "values", values));
  }

  private static Value writeFields(Map<String, Validator.Field> fields) {
    var members = new TreeMap<String, Value>();
    fields.forEach((name, field) -> members.put(name, writeField(field)));
    return Value.Obj.of(members);
  }

  private static Value writeField(Validator.Field field) {
    return Value.Obj.of(
        Map.of(
            "fieldType", write(field.validator()), "optional", new Value.Bool(field.optional())));
  }

  private static Value writeMembers(List<Validator> members) {
    return new Value.Array(members.stream().map(ValidatorJson::write).toList());
  }
}

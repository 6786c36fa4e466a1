package dev.jensen.value;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Matches values with validators (`spec/values-and-data.md` §6.3).
///
/// The depth of the recursion is bounded by the value's nesting and the validator's.
final class Matcher {

  private final TableNames tables;

  Matcher(TableNames tables) {
    this.tables = tables;
  }

  /// Why `value` does not match, or null if it does.
  @Nullable Mismatch match(Validator validator, Value value) {
    return switch (validator) {
      case Validator.Any v -> null;
      case Validator.Null v -> check(value instanceof Value.Null, validator, value);
      case Validator.Float64 v -> check(value instanceof Value.Float64, validator, value);
      case Validator.Int64 v -> check(isInteger(value), validator, value);
      case Validator.CommitTs v -> check(isInteger(value), validator, value);
      case Validator.Bool v -> check(value instanceof Value.Bool, validator, value);
      case Validator.Text v -> check(value instanceof Value.Text, validator, value);
      case Validator.Bytes v -> check(value instanceof Value.Bytes, validator, value);
      case Validator.Literal v ->
          v.value().equals(value) ? null : new Mismatch(new Mismatch.WrongLiteral(v, value));
      case Validator.Id v -> matchId(v, value);
      case Validator.Array v when value instanceof Value.Array array -> matchItems(v, array);
      case Validator.Dictionary v when value instanceof Value.Obj object -> matchEntries(v, object);
      case Validator.Obj v when value instanceof Value.Obj object -> matchFields(v, object);
      case Validator.Union v -> matchUnion(v, value);
      case Validator.Array v -> noMatch(validator, value);
      case Validator.Dictionary v -> noMatch(validator, value);
      case Validator.Obj v -> noMatch(validator, value);
    };
  }

  private static boolean isInteger(Value value) {
    return value instanceof Value.Int64 || value instanceof Value.CommitTimestamp;
  }

  private static @Nullable Mismatch check(boolean matches, Validator validator, Value value) {
    return matches ? null : noMatch(validator, value);
  }

  private static Mismatch noMatch(Validator validator, Value value) {
    return new Mismatch(new Mismatch.NoMatch(validator, value));
  }

  private @Nullable Mismatch matchId(Validator.Id validator, Value value) {
    var id = value instanceof Value.Text text ? DocumentId.parseOrNull(text.value()) : null;
    String table = id == null ? null : tables.nameOf(id.tableNumber());
    if (id == null || table == null) {
      return noMatch(validator, value);
    }
    if (table.equals(validator.tableName())) {
      return null;
    }
    return new Mismatch(new Mismatch.WrongTable(validator, id.toString(), table));
  }

  private @Nullable Mismatch matchItems(Validator.Array validator, Value.Array array) {
    for (int i = 0; i < array.items().size(); i++) {
      var mismatch = match(validator.element(), array.items().get(i));
      if (mismatch != null) {
        return mismatch.inside("[" + i + "]");
      }
    }
    return null;
  }

  private @Nullable Mismatch matchEntries(Validator.Dictionary validator, Value.Obj object) {
    Fields fields = object.entries();
    for (int i = 0; i < fields.size(); i++) {
      var key = match(validator.keys(), new Value.Text(fields.name(i)));
      if (key != null) {
        return key.inside(".keys()");
      }
      var value = match(validator.values(), fields.value(i));
      if (value != null) {
        return value.inside(".values()");
      }
    }
    return null;
  }

  private @Nullable Mismatch matchFields(Validator.Obj validator, Value.Obj object) {
    for (Map.Entry<String, Validator.Field> field : validator.fields().entrySet()) {
      String name = field.getKey();
      Value value = object.get(name);
      if (value == null) {
        if (!field.getValue().optional()) {
          return new Mismatch(new Mismatch.MissingField(name, validator, object));
        }
        continue;
      }
      var mismatch = match(field.getValue().validator(), value);
      if (mismatch != null) {
        return mismatch.inside("." + name);
      }
    }
    return extraField(validator, object);
  }

  private static @Nullable Mismatch extraField(Validator.Obj validator, Value.Obj object) {
    Fields fields = object.entries();
    for (int i = 0; i < fields.size(); i++) {
      if (!validator.fields().containsKey(fields.name(i))) {
        return new Mismatch(new Mismatch.ExtraField(fields.name(i), validator, object));
      }
    }
    return null;
  }

  private @Nullable Mismatch matchUnion(Validator.Union validator, Value value) {
    if (validator.members().size() == 1) {
      return match(validator.members().getFirst(), value);
    }
    for (Validator member : validator.members()) {
      if (match(member, value) == null) {
        return null;
      }
    }
    return noMatch(validator, value);
  }
}

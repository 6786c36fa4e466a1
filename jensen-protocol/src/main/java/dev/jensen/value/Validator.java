package dev.jensen.value;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A description of the values that are allowed somewhere (`spec/values-and-data.md` §6.2–§6.5).
///
/// Immutable.
public sealed interface Validator {

  /// Matches everything.
  record Any() implements Validator {}

  /// Matches null.
  record Null() implements Validator {}

  /// Matches every double: `v.number()` and `v.float64()`.
  record Float64() implements Validator {}

  /// Matches every 64-bit integer: `v.bigint()` and `v.int64()`.
  record Int64() implements Validator {}

  /// Matches commit timestamps, which are 64-bit integers once the transaction has committed.
  record CommitTs() implements Validator {}

  /// Matches true and false.
  record Bool() implements Validator {}

  /// Matches every string.
  record Text() implements Validator {}

  /// Matches every `ArrayBuffer`.
  record Bytes() implements Validator {}

  /// Matches one string, number, integer or boolean.
  record Literal(Value value) implements Validator {

    /// Takes a scalar other than null and bytes.
    ///
    /// @throws InvalidValueException if `value` is something else
    public Literal {
      switch (value) {
        case Value.Text t -> {}
        case Value.Float64 n -> {}
        case Value.Int64 n -> {}
        case Value.Bool b -> {}
        default ->
            throw new InvalidValueException(
                "A literal must be a string, number, bigint or boolean. Found %s"
                    .formatted(value.display()));
      }
    }
  }

  /// Matches the ids of the documents of one table, existing or not.
  record Id(String tableName) implements Validator {

    /// Takes a name that is an identifier.
    ///
    /// @throws InvalidValueException if `tableName` is not
    public Id {
      Identifier.check(tableName);
    }
  }

  /// Matches arrays whose elements all match `element`.
  record Array(Validator element) implements Validator {}

  /// Matches objects with any fields whose names all match `keys` and values all match `values`:
  /// `v.record(keys, values)`.
  record Dictionary(Validator keys, Validator values) implements Validator {

    /// Takes keys that are strings, ids, or unions of them.
    ///
    /// @throws InvalidValueException if `keys` is something else
    public Dictionary {
      ValidatorJson.checkKeys(keys);
    }
  }

  /// Matches objects with exactly these fields.
  record Obj(SequencedMap<String, Field> fields) implements Validator {

    /// Copies and sorts `fields`.
    ///
    /// @throws InvalidValueException if a name is no identifier
    public Obj {
      fields.keySet().forEach(Identifier::check);
      fields = Collections.unmodifiableSequencedMap(new TreeMap<>(fields));
    }

    /// The validator with these fields.
    ///
    /// @throws InvalidValueException if a name is no identifier
    public static Obj of(Map<String, Field> fields) {
      return new Obj(new TreeMap<>(fields));
    }
  }

  /// One field of an object.
  ///
  /// @param optional whether the field may be missing
  record Field(Validator validator, boolean optional) {}

  /// Matches what at least one member matches.
  record Union(List<Validator> members) implements Validator {

    /// Copies `members`.
    public Union {
      members = List.copyOf(members);
    }
  }

  /// Reads the JSON form that `exportArgs()`, `exportReturns()` and schemas use.
  ///
  /// @throws InvalidValueException if `json` is no validator
  static Validator parse(String json) {
    return of(JsonFormat.ENCODED.read(json));
  }

  /// The validator whose JSON form is the encoded form of `json`, as when it stands inside a larger
  /// JSON text that was read as a value.
  ///
  /// @throws InvalidValueException if `json` is no validator
  static Validator of(Value json) {
    return ValidatorJson.read(json);
  }

  /// The JSON form.
  default String toJson() {
    return JsonFormat.ENCODED.write(toValue());
  }

  /// The value whose encoded form is the JSON form of this validator.
  default Value toValue() {
    return ValidatorJson.write(this);
  }

  /// Why `value` does not match, in the spec's words, or null if it does.
  ///
  /// @param tables names the tables that ids belong to
  default @Nullable String mismatch(Value value, TableNames tables) {
    var mismatch = new Matcher(tables).match(this, value);
    return mismatch == null ? null : mismatch.message();
  }

  /// How messages show this validator, such as `v.array(v.string())`.
  default String display() {
    return ValidatorDisplay.of(this);
  }
}

package dev.jensen.mapping;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/// Java objects as values of a deployment, and back.
///
/// | Java | value |
/// |---|---|
/// | `long`, `Long` | int64 (`bigint`) |
/// | `double`, `Double` | float64 (`number`) |
/// | `int`, `Integer` | float64 without a fraction |
/// | `boolean`, `Boolean` | boolean |
/// | `String` | string |
/// | an enum | string, the constant's name or its [UnionCase] |
/// | `byte[]` | bytes |
/// | `List`; any `Collection` when written | array |
/// | `Map` with `String` keys | object |
/// | a record | object, a field per component |
/// | a record with [Transparent], such as [Id] | what its component stands for |
/// | a sealed interface with [Union] | object of one of its records, and the field that says which |
/// | `Optional` in a record | a field that may be missing; null, too, is read as empty |
/// | `Optional<Optional<…>>` or `Optional<Value>` in a record | a field that may be missing, and may be null |
/// | `null`, `Optional.empty()` elsewhere | null |
/// | [Value] | itself |
///
/// Records are read strictly: a missing or null field is an error unless its component is an
/// `Optional`, an `Object` or annotated as `Nullable`, and numbers are never converted between
/// int64 and float64. Fields that a record does not have are left out, so that documents may gain
/// some. A record may have type parameters. Where Java modules are used, the record's package must
/// be open to `dev.jensen.protocol`.
///
/// In Kotlin, a record is a data class with `@JvmRecord`. A property of a nullable type is null for
/// a field that is missing or null; default values are not used.
///
/// Read as `Object`, values become `Long`, `Double`, `Boolean`, `String`, `byte[]`, `List`, `Map`,
/// and null inside of those. What may be null as a whole is read as an `Optional`.
public final class Values {

  private Values() {}

  /// The value that `object` stands for.
  ///
  /// {@snippet file="dev/jensen/mapping/ValuesTest.java" region="values"}
  ///
  /// @throws MappingException if it stands for none
  public static Value of(@Nullable Object object) {
    try {
      return ObjectWriter.write(object);
    } catch (InvalidValueException e) {
      throw new MappingException(String.valueOf(e.getMessage()), e);
    }
  }

  /// `value` as a `type`.
  ///
  /// {@snippet file="dev/jensen/mapping/ValuesTest.java" region="as"}
  ///
  /// @throws MappingException if it is none
  public static <T> T as(Value value, Class<T> type) {
    return as(value, ResultType.of(type));
  }

  /// `value` as a `type`.
  ///
  /// {@snippet file="dev/jensen/mapping/ValuesTest.java" region="asList"}
  ///
  /// @throws MappingException if it is none
  // ObjectReader gives what the type says, which the compiler cannot know.
  @SuppressWarnings("unchecked")
  public static <T> T as(Value value, ResultType<T> type) {
    var object = ObjectReader.read(value, type.type());
    if (object == null) {
      throw new MappingException("null is no %s; ask for an Optional of it".formatted(type));
    }
    return (T) object;
  }

  /// `value` as a `type`, null only for null.
  ///
  /// @throws MappingException if it is none
  public static @Nullable Object read(Value value, Type type) {
    return ObjectReader.read(value, type);
  }

  /// The arguments that `object`, a record or a map, stands for.
  ///
  /// @throws MappingException if it stands for something else
  public static Value.Obj arguments(Object object) {
    if (of(object) instanceof Value.Obj arguments) {
      return arguments;
    }
    throw new MappingException("arguments are a record, a Map or an object");
  }
}

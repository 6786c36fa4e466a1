package dev.jensen.mapping;

import dev.jensen.value.Value;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns values into Java objects of a wanted type.
///
/// What is wanted is a [Type] and what its type variables stand for, both known only at run time.
final class ObjectReader {

  /// What the type parameters of the record around stand for.
  private final Map<TypeVariable<?>, Wanted> variables;

  /// A type, and the reader that knows what its variables stand for.
  private record Wanted(Type type, ObjectReader reader) {

    @Nullable Object of(Value value) {
      return reader.object(value, type);
    }

    boolean isObject() {
      return reader.isObject(type);
    }
  }

  private ObjectReader(Map<TypeVariable<?>, Wanted> variables) {
    this.variables = variables;
  }

  /// The object that `value` is as a `type`, null only for null.
  static @Nullable Object read(Value value, Type type) {
    return new ObjectReader(Map.of()).object(value, type);
  }

  private @Nullable Object object(Value value, Type type) {
    return switch (type) {
      case Class<?> plain -> object(value, plain, new Type[0]);
      case ParameterizedType generic ->
          object(value, (Class<?>) generic.getRawType(), generic.getActualTypeArguments());
      case WildcardType wildcard -> object(value, wildcard.getUpperBounds()[0]);
      case TypeVariable<?> variable -> variable(variable).of(value);
      default -> throw new MappingException("no value is a %s".formatted(type.getTypeName()));
    };
  }

  private Wanted variable(TypeVariable<?> variable) {
    var wanted = variables.get(variable);
    if (wanted == null) {
      throw new MappingException(
          "nothing says what %s of %s is".formatted(variable, variable.getGenericDeclaration()));
    }
    return wanted;
  }

  private @Nullable Object object(Value value, Class<?> type, Type[] parameters) {
    if (type == Optional.class) {
      var content = parameter(parameters, 0);
      return value instanceof Value.Null && !holdsNull(content)
          ? Optional.empty()
          : Optional.ofNullable(object(value, content));
    }
    if (type.isInstance(value) && Value.class.isAssignableFrom(type)) {
      return value;
    }
    if (type == Object.class) {
      return plain(value);
    }
    if (type.isRecord() && RecordShape.of(type).isTransparent()) {
      return transparent(value, type, parameters);
    }
    return switch (value) {
      case Value.Null none -> null;
      case Value.Bool flag when is(type, boolean.class, Boolean.class) -> flag.value();
      case Value.Int64 number when is(type, long.class, Long.class) -> number.value();
      case Value.Float64 number when is(type, double.class, Double.class) -> number.value();
      case Value.Float64 number when is(type, int.class, Integer.class) -> integer(number.value());
      case Value.Text text when type == String.class -> text.value();
      case Value.Text text when type.isEnum() -> constant(text.value(), type);
      case Value.Bytes bytes when type == byte[].class -> bytes.toByteArray();
      case Value.Array array when type == List.class || type == Collection.class ->
          list(array, parameter(parameters, 0));
      case Value.Obj fields when type == Map.class -> map(fields, parameters);
      case Value.Obj fields when type.isRecord() -> record(fields, type, parameters);
      case Value.Obj fields when isUnion(type) -> union(fields, type);
      default -> throw mismatch(value, type);
    };
  }

  private static boolean is(Class<?> type, Class<?> primitive, Class<?> boxed) {
    return type == primitive || type == boxed;
  }

  private static boolean isUnion(Class<?> type) {
    return type.isSealed() && type.isAnnotationPresent(Union.class);
  }

  private static MappingException mismatch(Value value, Class<?> type) {
    String hint =
        switch (value) {
          case Value.Int64 number when is(type, double.class, Double.class) -> "; use long";
          case Value.Int64 number when is(type, int.class, Integer.class) -> "; use long";
          case Value.Float64 number when is(type, long.class, Long.class) ->
              "; use double, or int if it has no fraction";
          default ->
              type.isSealed() && !isUnion(type)
                  ? "; annotate it with @Union"
                  : KotlinClass.hint(type);
        };
    return new MappingException(
        "%s is no %s%s".formatted(value.getClass().getSimpleName(), type.getTypeName(), hint));
  }

  private static int integer(double number) {
    if (number != (int) number) {
      throw new MappingException("%s is no int".formatted(number));
    }
    return (int) number;
  }

  private static Object constant(String name, Class<?> type) {
    var constant = EnumShape.of(type).constant(name);
    if (constant == null) {
      throw new MappingException("'%s' is no %s".formatted(name, type.getTypeName()));
    }
    return constant;
  }

  private static Type parameter(Type[] parameters, int index) {
    return index < parameters.length ? parameters[index] : Object.class;
  }

  private List<@Nullable Object> list(Value.Array array, Type element) {
    var items = new ArrayList<@Nullable Object>(array.items().size());
    for (var item : array.items()) {
      items.add(inner("[%d]".formatted(items.size()), item, element));
    }
    return Collections.unmodifiableList(items);
  }

  private Map<String, @Nullable Object> map(Value.Obj fields, Type[] parameters) {
    if (parameter(parameters, 0) != String.class && parameters.length > 0) {
      throw new MappingException("the keys of a Map are of type String");
    }
    var entries = new LinkedHashMap<String, @Nullable Object>();
    fields
        .fields()
        .forEach((name, field) ->
            entries.put(name, inner(ObjectWriter.step(name), field, parameter(parameters, 1))));
    return Collections.unmodifiableMap(entries);
  }

  /// An object inside of another, where null stands for nothing but null.
  private @Nullable Object inner(String step, Value value, Type type) {
    var object = within(step, value, type);
    if (object == null && !isObject(type)) {
      throw new MappingException("null is no %s".formatted(type.getTypeName())).within(step);
    }
    return object;
  }

  private @Nullable Object within(String step, Value value, Type type) {
    try {
      return object(value, type);
    } catch (MappingException e) {
      throw e.within(step);
    }
  }

  private Object record(Value.Obj fields, Class<?> type, Type[] parameters) {
    var shape = RecordShape.of(type);
    var reader = new ObjectReader(bind(type, parameters));
    var arguments = new @Nullable Object[shape.components().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = reader.component(fields, shape.components().get(i), shape);
    }
    return shape.create(arguments);
  }

  private @Nullable Object transparent(Value value, Class<?> type, Type[] parameters) {
    var shape = RecordShape.of(type);
    var reader = new ObjectReader(bind(type, parameters));
    var component = reader.object(value, shape.components().getFirst().type());
    return component == null ? null : shape.create(new Object[] {component});
  }

  private Map<TypeVariable<?>, Wanted> bind(Class<?> type, Type[] parameters) {
    var bound = new LinkedHashMap<TypeVariable<?>, Wanted>();
    for (int i = 0; i < parameters.length; i++) {
      bound.put(type.getTypeParameters()[i], new Wanted(parameters[i], this));
    }
    return bound;
  }

  private @Nullable Object component(
      Value.Obj fields, RecordShape.Component component, RecordShape shape) {
    if (component.isFlattened()) {
      return object(fields, component.type());
    }
    String step = ObjectWriter.step(component.field());
    var value = fields.get(component.field());
    if (value == null && isOptional(component.type())) {
      return Optional.empty();
    }
    var object = value == null ? null : within(step, value, component.type());
    if (object == null && !shape.takesNull(component) && !isObject(component.type())) {
      throw new MappingException(value == null ? "is missing" : "is null").within(step);
    }
    return object;
  }

  /// Whether null is something that an `Optional` of this type can hold; then it is empty only for
  /// a field that is missing.
  private static boolean holdsNull(Type content) {
    return isOptional(content) || content == Value.class || content == Value.Null.class;
  }

  /// Whether what is wanted is an `Object`, written as such or not: null is one, too.
  private boolean isObject(Type type) {
    return switch (type) {
      case WildcardType wildcard -> isObject(wildcard.getUpperBounds()[0]);
      case TypeVariable<?> variable -> variable(variable).isObject();
      default -> type == Object.class;
    };
  }

  private static boolean isOptional(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
  }

  private Object union(Value.Obj fields, Class<?> type) {
    var shape = UnionShape.of(type);
    if (!(fields.get(shape.field()) instanceof Value.Text mark)) {
      throw new MappingException("is no text").within(ObjectWriter.step(shape.field()));
    }
    var found = shape.cases().get(mark.value());
    if (found == null) {
      throw new MappingException("'%s' is no %s".formatted(mark.value(), type.getTypeName()));
    }
    return record(fields, found, new Type[0]);
  }

  private static @Nullable Object plain(Value value) {
    return switch (value) {
      case Value.Null none -> null;
      case Value.Bool flag -> flag.value();
      case Value.Int64 number -> number.value();
      case Value.CommitTimestamp pending -> pending;
      case Value.Float64 number -> number.value();
      case Value.Text text -> text.value();
      case Value.Bytes bytes -> bytes.toByteArray();
      case Value.Array array -> {
        var items = new ArrayList<@Nullable Object>();
        array.items().forEach(item -> items.add(plain(item)));
        yield Collections.unmodifiableList(items);
      }
      case Value.Obj object -> {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        object.fields().forEach((name, field) -> fields.put(name, plain(field)));
        yield Collections.unmodifiableMap(fields);
      }
    };
  }
}

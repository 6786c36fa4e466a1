package dev.jensen.mapping;

import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Validator;
import dev.jensen.value.Value;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The validators that Java types stand for, so that what passes one can be read as the other.
///
/// Not thread-safe.
public final class TypeValidators {

  private static final Validator ANY = new Validator.Any();
  private static final Validator NULL = new Validator.Null();

  private final TableOfClass tables;
  private final Set<Type> open = new HashSet<>();

  /// Knows the tables of classes.
  public interface TableOfClass {

    /// The name of the table whose documents are of this class.
    ///
    /// @throws MappingException if there is none
    String nameOf(Class<?> type);
  }

  /// @param tables what `Id<T>` is an id of
  public TypeValidators(TableOfClass tables) {
    this.tables = tables;
  }

  /// What values of the type match; null as well if the type, or what it annotates, says so.
  ///
  /// @param element what is of this type and may have annotations
  /// @throws MappingException if there is no such validator
  public Validator of(AnnotatedType type, AnnotatedElement element) {
    var validated = element.getAnnotation(Validated.class);
    var validator = validated == null ? of(type.getType()) : parse(validated);
    return RecordShape.isNullable(type) ? nullable(validator) : validator;
  }

  /// As [#of(AnnotatedType, AnnotatedElement)], for a field of an object, which may be missing.
  public Validator.Field field(AnnotatedType type, AnnotatedElement element) {
    var inner = optional(type.getType());
    if (inner == null) {
      return new Validator.Field(of(type, element), false);
    }
    var validated = element.getAnnotation(Validated.class);
    return new Validator.Field(validated == null ? of(inner) : parse(validated), true);
  }

  /// What objects of a record match.
  ///
  /// @throws MappingException if it is not a record, or there is no such validator
  public Validator.Obj object(Type type) {
    if (of(type) instanceof Validator.Obj object) {
      return object;
    }
    throw new MappingException("%s stands for no object".formatted(type.getTypeName()));
  }

  /// What values of the type match.
  ///
  /// @throws MappingException if there is no such validator
  public Validator of(Type type) {
    try {
      return of(type, Map.of());
    } catch (InvalidValueException e) {
      throw new MappingException(
          "%s: %s".formatted(type.getTypeName(), String.valueOf(e.getMessage())), e);
    }
  }

  private Validator of(Type type, Map<TypeVariable<?>, Type> variables) {
    return switch (type) {
      case Class<?> plain -> of(plain, new Type[0], variables);
      case ParameterizedType generic ->
          of((Class<?>) generic.getRawType(), generic.getActualTypeArguments(), variables);
      case WildcardType wildcard -> of(wildcard.getUpperBounds()[0], variables);
      case TypeVariable<?> variable -> of(bound(variable, variables), variables);
      default -> throw none(type);
    };
  }

  private static Type bound(TypeVariable<?> variable, Map<TypeVariable<?>, Type> variables) {
    var type = variables.get(variable);
    if (type == null) {
      throw new MappingException(
          "nothing says what %s of %s is".formatted(variable, variable.getGenericDeclaration()));
    }
    return type;
  }

  private Validator of(Class<?> type, Type[] parameters, Map<TypeVariable<?>, Type> variables) {
    var scalar = scalar(type);
    if (scalar != null) {
      return scalar;
    }
    if (type == Id.class) {
      return new Validator.Id(tables.nameOf(raw(parameter(parameters, 0), variables)));
    }
    if (type == Optional.class) {
      return nullable(of(parameter(parameters, 0), variables));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return new Validator.Array(of(parameter(parameters, 0), variables));
    }
    if (Map.class.isAssignableFrom(type)) {
      if (parameter(parameters, 0) != String.class) {
        throw new MappingException("the keys of a Map are of type String");
      }
      return new Validator.Dictionary(
          new Validator.Text(), of(parameter(parameters, 1), variables));
    }
    return closed(type, () -> structure(type, parameters, variables));
  }

  private static @Nullable Validator scalar(Class<?> type) {
    if (type == Object.class || Value.class.isAssignableFrom(type)) {
      return ANY;
    }
    if (type == long.class || type == Long.class) {
      return new Validator.Int64();
    }
    if (type == double.class
        || type == Double.class
        || type == int.class
        || type == Integer.class) {
      return new Validator.Float64();
    }
    if (type == boolean.class || type == Boolean.class) {
      return new Validator.Bool();
    }
    if (type == String.class) {
      return new Validator.Text();
    }
    if (type == byte[].class) {
      return new Validator.Bytes();
    }
    return type == void.class || type == Void.class ? NULL : null;
  }

  private Validator structure(
      Class<?> type, Type[] parameters, Map<TypeVariable<?>, Type> variables) {
    if (type.isEnum()) {
      return union(
          Arrays.stream(type.getEnumConstants())
              .map(constant -> literal((Enum<?>) constant))
              .toList());
    }
    if (type.isRecord()) {
      return record(type, bind(type, parameters, variables));
    }
    if (type.isSealed() && type.isAnnotationPresent(Union.class)) {
      return union(
          UnionShape.of(type).cases().values().stream()
              .sorted((one, other) -> one.getName().compareTo(other.getName()))
              .map(one -> of(one, Map.of()))
              .toList());
    }
    throw none(type);
  }

  private static Map<TypeVariable<?>, Type> bind(
      Class<?> type, Type[] parameters, Map<TypeVariable<?>, Type> variables) {
    var bound = new HashMap<TypeVariable<?>, Type>();
    for (int i = 0; i < parameters.length; i++) {
      var parameter = parameters[i];
      bound.put(
          type.getTypeParameters()[i],
          parameter instanceof TypeVariable<?> variable ? bound(variable, variables) : parameter);
    }
    return bound;
  }

  private Validator record(Class<?> type, Map<TypeVariable<?>, Type> variables) {
    var shape = RecordShape.of(type);
    if (shape.isTransparent()) {
      return of(shape.components().getFirst().type(), variables);
    }
    return flatten(shape, shape.components(), variables);
  }

  /// The object of all components; a union when one of them stands for a union of objects.
  private Validator flatten(
      RecordShape shape,
      List<RecordShape.Component> components,
      Map<TypeVariable<?>, Type> variables) {
    var fields = new LinkedHashMap<String, Validator.Field>();
    shape
        .marks()
        .forEach((field, mark) ->
            fields.put(field, new Validator.Field(new Validator.Literal(mark), false)));
    Validator beside = Validator.Obj.of(Map.of());
    for (var component : components) {
      if (component.isFlattened()) {
        beside = of(component.type(), variables);
      } else {
        fields.put(component.field(), field(component, variables));
      }
    }
    return merge(fields, beside);
  }

  private static Validator merge(Map<String, Validator.Field> fields, Validator beside) {
    return switch (beside) {
      case Validator.Obj object -> {
        var all = new LinkedHashMap<>(object.fields());
        all.putAll(fields);
        yield Validator.Obj.of(all);
      }
      case Validator.Union(var members) ->
          new Validator.Union(members.stream().map(member -> merge(fields, member)).toList());
      case Validator.Any any -> any;
      case Validator.Dictionary dictionary -> ANY;
      default -> throw new MappingException("%s is not flattened".formatted(beside.display()));
    };
  }

  private Validator.Field field(
      RecordShape.Component component, Map<TypeVariable<?>, Type> variables) {
    try {
      var validated = component.validated();
      var inner = optional(component.type());
      var type = inner == null ? component.type() : inner;
      var validator = validated == null ? of(type, variables) : parse(validated);
      return new Validator.Field(
          component.isNullable() ? nullable(validator) : validator, inner != null);
    } catch (MappingException e) {
      throw e.within(ObjectWriter.step(component.field()));
    }
  }

  private static @Nullable Type optional(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
        ? generic.getActualTypeArguments()[0]
        : null;
  }

  private interface Making {
    Validator make();
  }

  /// Types that hold themselves have no validator: it would have no end.
  private Validator closed(Class<?> type, Making making) {
    if (!open.add(type)) {
      throw new MappingException(
          "%s holds itself; use Object or Value in one place".formatted(type.getTypeName()));
    }
    try {
      return making.make();
    } finally {
      open.remove(type);
    }
  }

  private static Type parameter(Type[] parameters, int index) {
    return index < parameters.length ? parameters[index] : Object.class;
  }

  private static Class<?> raw(Type type, Map<TypeVariable<?>, Type> variables) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case TypeVariable<?> variable -> raw(bound(variable, variables), variables);
      default -> throw none(type);
    };
  }

  private static Validator nullable(Validator validator) {
    return switch (validator) {
      case Validator.Any any -> any;
      case Validator.Null none -> none;
      case Validator other -> new Validator.Union(List.of(other, NULL));
    };
  }

  private static Validator union(List<Validator> members) {
    return members.size() == 1 ? members.getFirst() : new Validator.Union(members);
  }

  private static Validator literal(Enum<?> constant) {
    return new Validator.Literal(EnumShape.of(constant.getDeclaringClass()).text(constant));
  }

  private static Validator parse(Validated validated) {
    try {
      return Validator.parse(validated.value());
    } catch (InvalidValueException e) {
      throw new MappingException("%s (in @Validated)".formatted(e.getMessage()), e);
    }
  }

  private static MappingException none(Type type) {
    return new MappingException("%s stands for no value".formatted(type.getTypeName()));
  }
}

package dev.jensen.mapping;

import dev.jensen.value.Value;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is to know about a record class before one is read or written, worked out once.
///
/// @param isTransparent whether it stands for the value of its only component
/// @param checksNull whether the constructor refuses null by itself where none may stand
/// @param marks the fields that say which case of its unions the record is
record RecordShape(
    Constructor<?> constructor,
    List<Component> components,
    boolean isTransparent,
    boolean checksNull,
    Map<String, Value> marks) {

  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return examine(type);
        }
      };

  /// One component.
  ///
  /// @param isNullable whether null may stand in it
  /// @param isFlattened whether its fields stand in place of itself
  /// @param validated what it is checked against instead of its type, or null
  record Component(
      String field,
      Type type,
      boolean isNullable,
      boolean isFlattened,
      @Nullable Validated validated,
      Method accessor) {

    @Nullable Object get(Record object) {
      try {
        return accessor.invoke(object);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      } catch (InvocationTargetException e) {
        throw new MappingException("%s threw".formatted(accessor), reason(e));
      }
    }
  }

  /// What a record threw.
  ///
  /// @throws VirtualMachineError if the machine is at its end, which is no matter of the record
  private static Throwable reason(InvocationTargetException e) {
    if (e.getCause() instanceof VirtualMachineError end) {
      throw end;
    }
    return e.getCause() == null ? e : e.getCause();
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static RecordShape examine(Class<?> type) {
    var parts = type.getRecordComponents();
    var types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      var components = new ArrayList<Component>();
      for (var part : parts) {
        part.getAccessor().setAccessible(true);
        components.add(component(part));
      }
      boolean isTransparent = type.isAnnotationPresent(Transparent.class);
      if (isTransparent && parts.length != 1) {
        throw new MappingException(
            "%s has not one component, as what is @Transparent must".formatted(type.getTypeName()));
      }
      // Kotlin leaves the checks out of what is private.
      boolean checksNull = KotlinClass.is(type) && !Modifier.isPrivate(constructor.getModifiers());
      var shape =
          new RecordShape(
              constructor, List.copyOf(components), isTransparent, checksNull, marks(type));
      shape.requireDistinctFields();
      return shape;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    } catch (InaccessibleObjectException e) {
      throw new MappingException(
          "%s is in a package that is not open to %s"
              .formatted(type.getTypeName(), RecordShape.class.getModule().getName()),
          e);
    }
  }

  private static Component component(RecordComponent part) {
    var name = annotation(part, FieldName.class);
    return new Component(
        name == null ? part.getName() : name.value(),
        part.getGenericType(),
        isNullable(part.getAnnotatedType()),
        annotation(part, Flattened.class) != null,
        part.getAnnotation(Validated.class),
        part.getAccessor());
  }

  /// An annotation of the component, or of its field, where Kotlin has it.
  private static <A extends Annotation> @Nullable A annotation(
      RecordComponent part, Class<A> type) {
    try {
      var field = part.getDeclaringRecord().getDeclaredField(part.getName());
      return part.isAnnotationPresent(type) ? part.getAnnotation(type) : field.getAnnotation(type);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whatever package the annotation is from: there are many.
  static boolean isNullable(AnnotatedType type) {
    return Arrays.stream(type.getAnnotations())
        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
  }

  private static Map<String, Value> marks(Class<?> type) {
    var marks = new HashMap<String, Value>();
    for (var union : UnionShape.above(type)) {
      marks.put(union.getAnnotation(Union.class).value(), new Value.Text(UnionShape.caseOf(type)));
    }
    return Map.copyOf(marks);
  }

  private void requireDistinctFields() {
    var fields = new ArrayList<>(marks.keySet());
    components.stream()
        .filter(component -> !component.isFlattened())
        .forEach(component -> fields.add(component.field()));
    if (fields.stream().distinct().count() < fields.size()) {
      throw new MappingException(
          "%s has two components for one field, or one for the field of its union"
              .formatted(constructor.getDeclaringClass().getTypeName()));
    }
  }

  /// Whether null may be handed to the constructor for `component`, which may still refuse it.
  boolean takesNull(Component component) {
    return component.isNullable() || (checksNull && isChecked(component.accessor()));
  }

  /// Whether a constructor that checks for null does so here: not where null cannot be, nor where
  /// it depends on what a type parameter stands for.
  private static boolean isChecked(Method accessor) {
    return !accessor.getReturnType().isPrimitive()
        && !(accessor.getGenericReturnType() instanceof TypeVariable);
  }

  Object create(@Nullable Object[] arguments) {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      var reason = reason(e);
      throw new MappingException(
          "%s refuses it: %s"
              .formatted(constructor.getDeclaringClass().getTypeName(), reason.getMessage()),
          reason);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

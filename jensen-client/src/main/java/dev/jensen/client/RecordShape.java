package dev.jensen.client;

import dev.jensen.value.Value;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is to know about a record class before one is read or written, worked out once.
///
/// @param marks the fields that say which case of its unions the record is
record RecordShape(
    Constructor<?> constructor, List<Component> components, Map<String, Value> marks) {

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
  record Component(String field, Type type, boolean isNullable, Method accessor) {

    @Nullable Object get(Record object) {
      try {
        return accessor.invoke(object);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      } catch (InvocationTargetException e) {
        throw new MappingException("%s threw".formatted(accessor), e.getCause());
      }
    }
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
      var shape = new RecordShape(constructor, List.copyOf(components), marks(type));
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
    var name = part.getAnnotation(FieldName.class);
    return new Component(
        name == null ? part.getName() : name.value(),
        part.getGenericType(),
        isNullable(part.getAnnotatedType()),
        part.getAccessor());
  }

  /// Whatever package the annotation is from: there are many.
  private static boolean isNullable(AnnotatedType type) {
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
    components.forEach(component -> fields.add(component.field()));
    if (fields.stream().distinct().count() < fields.size()) {
      throw new MappingException(
          "%s has two components for one field, or one for the field of its union"
              .formatted(constructor.getDeclaringClass().getTypeName()));
    }
  }

  Object create(@Nullable Object[] arguments) {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      var reason = e.getCause() == null ? e : e.getCause();
      throw new MappingException(
          "%s refuses it: %s"
              .formatted(constructor.getDeclaringClass().getTypeName(), reason.getMessage()),
          reason);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

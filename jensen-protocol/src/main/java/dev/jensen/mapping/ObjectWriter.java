package dev.jensen.mapping;

import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns Java objects into values.
final class ObjectWriter {

  private static final Value NULL = new Value.Null();

  private ObjectWriter() {}

  static Value write(@Nullable Object object) {
    return switch (object) {
      case null -> NULL;
      case Value value -> value;
      case Boolean flag -> new Value.Bool(flag);
      case Long number -> new Value.Int64(number);
      case Double number -> new Value.Float64(number);
      case Integer number -> new Value.Float64(number);
      case String text -> new Value.Text(text);
      case Enum<?> constant -> EnumShape.of(constant.getDeclaringClass()).text(constant);
      case byte[] bytes -> new Value.Bytes(bytes);
      case Optional<?> optional -> write(optional.orElse(null));
      case Collection<?> items -> array(items);
      case Map<?, ?> fields -> object(fields);
      case Record fields -> record(fields);
      default ->
          throw new MappingException(
              "%s stands for no value%s"
                  .formatted(object.getClass().getTypeName(), KotlinClass.hint(object.getClass())));
    };
  }

  private static Value array(Collection<?> items) {
    var values = new ArrayList<Value>(items.size());
    for (var item : items) {
      values.add(within("[%d]".formatted(values.size()), item));
    }
    return new Value.Array(values);
  }

  private static Value object(Map<?, ?> fields) {
    var values = new LinkedHashMap<String, Value>();
    fields.forEach((name, field) -> {
      if (!(name instanceof String text)) {
        throw new MappingException("%s is no name of a field".formatted(name));
      }
      values.put(text, within(step(text), field));
    });
    return Value.Obj.of(values);
  }

  private static Value record(Record object) {
    var shape = RecordShape.of(object.getClass());
    return shape.isTransparent()
        ? write(shape.components().getFirst().get(object))
        : object(object, shape);
  }

  private static Value object(Record object, RecordShape shape) {
    var values = new LinkedHashMap<String, Value>(shape.marks());
    for (var component : shape.components()) {
      var field = component.get(object);
      boolean isMissing = field instanceof Optional<?> optional && optional.isEmpty();
      if (component.isFlattened()) {
        flatten(within(step(component.field()), field), component, values);
      } else if (!isMissing) {
        values.put(component.field(), within(step(component.field()), field));
      }
    }
    return Value.Obj.of(values);
  }

  private static void flatten(
      Value fields, RecordShape.Component component, Map<String, Value> beside) {
    if (!(fields instanceof Value.Obj object)) {
      throw new MappingException("is no object that could be flattened")
          .within(step(component.field()));
    }
    object
        .fields()
        .forEach((name, value) -> {
          if (beside.putIfAbsent(name, value) != null) {
            throw new MappingException("has a field that stands beside it as well")
                .within(step(name));
          }
        });
  }

  static String step(String field) {
    return "." + field;
  }

  private static Value within(String step, @Nullable Object inner) {
    try {
      return write(inner);
    } catch (MappingException e) {
      throw e.within(step);
    }
  }
}

package dev.jensen.client;

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
      case Enum<?> constant -> new Value.Text(constant.name());
      case byte[] bytes -> new Value.Bytes(bytes);
      case Optional<?> optional -> write(optional.orElse(null));
      case Collection<?> items -> array(items);
      case Map<?, ?> fields -> object(fields);
      case Record fields -> object(fields);
      default ->
          throw new MappingException(
              "%s stands for no value".formatted(object.getClass().getTypeName()));
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

  private static Value object(Record object) {
    var shape = RecordShape.of(object.getClass());
    var values = new LinkedHashMap<String, Value>(shape.marks());
    for (var component : shape.components()) {
      var field = component.get(object);
      boolean isMissing = field instanceof Optional<?> optional && optional.isEmpty();
      if (!isMissing) {
        values.put(component.field(), within(step(component.field()), field));
      }
    }
    return Value.Obj.of(values);
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

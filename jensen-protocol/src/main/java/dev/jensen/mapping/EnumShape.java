package dev.jensen.mapping;

import dev.jensen.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The texts of an enum's constants, worked out once.
record EnumShape(Map<Object, Value> texts, Map<String, Object> constants) {

  private static final ClassValue<EnumShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected EnumShape computeValue(Class<?> type) {
          return examine(type);
        }
      };

  static EnumShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  private static EnumShape examine(Class<?> type) {
    var texts = new HashMap<Object, Value>();
    var constants = new HashMap<String, Object>();
    for (var constant : type.getEnumConstants()) {
      String text = text(type, (Enum<?>) constant);
      texts.put(constant, new Value.Text(text));
      if (constants.put(text, constant) != null) {
        throw new MappingException(
            "two constants of %s have the text '%s'".formatted(type.getTypeName(), text));
      }
    }
    return new EnumShape(Map.copyOf(texts), Map.copyOf(constants));
  }

  private static String text(Class<?> type, Enum<?> constant) {
    try {
      var mark = type.getField(constant.name()).getAnnotation(UnionCase.class);
      return mark == null ? constant.name() : mark.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  Value text(Enum<?> constant) {
    return Objects.requireNonNull(texts.get(constant));
  }

  @Nullable Object constant(String text) {
    return constants.get(text);
  }
}

package dev.jensen.mapping;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The records of one union by the text that marks them, worked out once.
record UnionShape(String field, Map<String, Class<?>> cases) {

  private static final ClassValue<UnionShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected UnionShape computeValue(Class<?> type) {
          var cases = new HashMap<String, Class<?>>();
          gather(type, cases);
          return new UnionShape(type.getAnnotation(Union.class).value(), Map.copyOf(cases));
        }
      };

  static UnionShape of(Class<?> union) {
    return SHAPES.get(union);
  }

  private static void gather(Class<?> type, Map<String, Class<?>> cases) {
    for (var each : type.getPermittedSubclasses()) {
      if (each.isRecord()) {
        var other = cases.put(caseOf(each), each);
        if (other != null && other != each) {
          throw new MappingException(
              "%s and %s have the same mark".formatted(other.getTypeName(), each.getTypeName()));
        }
      } else if (each.isInterface() && each.isSealed()) {
        gather(each, cases);
      } else {
        throw new MappingException(
            "%s is no record, but a case of a union%s"
                .formatted(each.getTypeName(), KotlinClass.hint(each)));
      }
    }
  }

  /// The unions that a record, or a part of one, belongs to.
  static Set<Class<?>> above(Class<?> type) {
    var unions = new LinkedHashSet<Class<?>>();
    for (var each : type.getInterfaces()) {
      if (each.isSealed()) {
        if (each.isAnnotationPresent(Union.class)) {
          unions.add(each);
        }
        unions.addAll(above(each));
      }
    }
    return unions;
  }

  static String caseOf(Class<?> type) {
    var mark = type.getAnnotation(UnionCase.class);
    if (mark != null) {
      return mark.value();
    }
    String name = type.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}

package dev.jensen.backend.function;

import dev.jensen.value.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields that the server sets, `_id` and `_creationTime`, in what functions write
/// (`spec/values-and-data.md` §4.3). Functions may repeat them, but not change them.
final class SystemFields {

  static final String ID = "_id";
  static final String CREATION_TIME = "_creationTime";

  private static final Map<String, @Nullable Value> NONE = new HashMap<>();

  static {
    Arrays.asList(ID, CREATION_TIME).forEach(name -> NONE.put(name, null));
  }

  private SystemFields() {}

  /// `fields` without the system fields.
  static Value.Obj without(Value.Obj fields) {
    return areIn(fields) ? fields.merge(NONE) : fields;
  }

  /// Whether `fields` has any of them.
  static boolean areIn(Value.Obj fields) {
    return fields.get(ID) != null || fields.get(CREATION_TIME) != null;
  }

  /// Checks that the system fields among `given`, if any, are those of `document`.
  ///
  /// @param given null stands for undefined
  static void check(Map<String, ? extends @Nullable Value> given, Value.Obj document) {
    if (given.containsKey(ID) && !isSame(given.get(ID), document.get(ID))) {
      throw new SyscallException(
          "Provided document ID %s doesn't match '_id' field %s"
              .formatted(text(document.get(ID)), display(given.get(ID))));
    }
    if (given.containsKey(CREATION_TIME)
        && !isSame(given.get(CREATION_TIME), document.get(CREATION_TIME))) {
      throw new SyscallException(
          "Provided creation time %s doesn't match '_creationTime' field in %s"
              .formatted(display(document.get(CREATION_TIME)), displayFields(given)));
    }
  }

  private static boolean isSame(@Nullable Value given, @Nullable Value actual) {
    return Value.compare(given, actual) == 0;
  }

  private static String text(@Nullable Value id) {
    return id instanceof Value.Text(var text) ? text : display(id);
  }

  private static String display(@Nullable Value value) {
    return value == null ? "undefined" : value.display();
  }

  private static String displayFields(Map<String, ? extends @Nullable Value> fields) {
    var defined = new HashMap<String, Value>();
    fields.forEach((name, value) -> {
      if (value != null) {
        defined.put(name, value);
      }
    });
    return Value.Obj.of(defined).display();
  }
}

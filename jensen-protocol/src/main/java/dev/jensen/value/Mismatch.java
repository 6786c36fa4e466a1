package dev.jensen.value;

import java.util.ArrayDeque;
import java.util.Deque;

/// Where and why a value does not match a validator (`spec/values-and-data.md` §6.4).
///
/// The path grows from the inside out while the matcher returns; the text is only made when asked
/// for, because members of unions fail all the time.
final class Mismatch {

  /// The different ways not to match.
  sealed interface Reason {}

  record MissingField(String name, Validator.Obj validator, Value.Obj object) implements Reason {}

  record ExtraField(String name, Validator.Obj validator, Value.Obj object) implements Reason {}

  record NoMatch(Validator validator, Value value) implements Reason {}

  record WrongLiteral(Validator.Literal validator, Value value) implements Reason {}

  record WrongTable(Validator.Id validator, String id, String table) implements Reason {}

  private final Reason reason;
  private final Deque<String> path = new ArrayDeque<>();

  Mismatch(Reason reason) {
    this.reason = reason;
  }

  /// Adds the step that leads to what was looked at so far.
  Mismatch inside(String step) {
    path.addFirst(step);
    return this;
  }

  String message() {
    String where = path.isEmpty() ? "" : "Path: " + String.join("", path);
    return switch (reason) {
      case MissingField r ->
          "Object is missing the required field `%s`. Consider wrapping the field validator in `v.optional(...)` if this is expected.\n%s\nObject: %s\nValidator: %s"
              .formatted(r.name(), where, r.object().display(), r.validator().display());
      case ExtraField r ->
          "Object contains extra field `%s` that is not in the validator.\n%s\nObject: %s\nValidator: %s"
              .formatted(r.name(), where, r.object().display(), r.validator().display());
      case NoMatch r ->
          "Value does not match validator.\n%s\nValue: %s\nValidator: %s"
              .formatted(where, r.value().display(), r.validator().display());
      case WrongLiteral r ->
          "`%s` does not match literal validator `%s`.%s"
              .formatted(r.value().display(), r.validator().display(), where);
      case WrongTable r when r.table().startsWith("_") ->
          "Found ID \"%s\" from a system table, which does not match the table name in validator `%s`.%s"
              .formatted(r.id(), r.validator().display(), where);
      case WrongTable r ->
          "Found ID \"%s\" from table `%s`, which does not match the table name in validator `%s`.%s"
              .formatted(r.id(), r.table(), r.validator().display(), where);
    };
  }
}

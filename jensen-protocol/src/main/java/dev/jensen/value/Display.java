package dev.jensen.value;

import java.util.Base64;

/// How messages show values (`spec/values-and-data.md` §6.5).
final class Display {

  private Display() {}

  static String of(Value value) {
    var text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  /// A field name, quoted unless it is an identifier.
  static void appendName(StringBuilder text, String name) {
    if (Identifier.isValid(name)) {
      text.append(name);
    } else {
      appendQuoted(text, name);
    }
  }

  static void appendQuoted(StringBuilder text, String content) {
    text.append('"');
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static void append(StringBuilder text, Value value) {
    switch (value) {
      case Value.Null n -> text.append("null");
      case Value.Int64 n -> text.append(n.value());
      case Value.CommitTimestamp t -> text.append("commitTs");
      case Value.Float64 n -> text.append(number(n.value()));
      case Value.Bool b -> text.append(b.value());
      case Value.Text t -> appendQuoted(text, t.value());
      case Value.Bytes b ->
          text.append("b\"").append(Base64.getEncoder().encodeToString(b.content())).append('"');
      case Value.Array a -> appendItems(text, a);
      case Value.Obj o -> appendFields(text, o.entries());
    }
  }

  private static String number(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    return Double.isNaN(number) ? "NaN" : Decimal.withFraction(number);
  }

  private static void appendItems(StringBuilder text, Value.Array array) {
    text.append('[');
    String separator = "";
    for (Value item : array.items()) {
      text.append(separator);
      append(text, item);
      separator = ", ";
    }
    text.append(']');
  }

  private static void appendFields(StringBuilder text, Fields fields) {
    text.append('{');
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        text.append(", ");
      }
      appendName(text, fields.name(i));
      text.append(": ");
      append(text, fields.value(i));
    }
    text.append('}');
  }
}

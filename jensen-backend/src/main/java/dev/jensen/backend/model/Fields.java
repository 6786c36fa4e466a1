package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reading and building the fields of system documents. A field that is null is left out.
final class Fields {

  private final Map<String, Value> fields = new LinkedHashMap<>();

  Fields with(String name, @Nullable String text) {
    return with(name, text == null ? null : new Value.Text(text));
  }

  Fields with(String name, long number) {
    return with(name, new Value.Int64(number));
  }

  Fields with(String name, @Nullable Value value) {
    if (value != null) {
      fields.put(name, value);
    }
    return this;
  }

  Map<String, Value> map() {
    return fields;
  }

  static @Nullable String textOrNull(Document document, String name) {
    return document.value().fields().get(name) instanceof Value.Text(var text) ? text : null;
  }

  static String text(Document document, String name) {
    if (document.value().fields().get(name) instanceof Value.Text(var text)) {
      return text;
    }
    throw missing(document, name);
  }

  static long number(Document document, String name) {
    if (document.value().fields().get(name) instanceof Value.Int64(var number)) {
      return number;
    }
    throw missing(document, name);
  }

  static byte[] bytes(Document document, String name) {
    if (document.value().fields().get(name) instanceof Value.Bytes bytes) {
      return bytes.toByteArray();
    }
    throw missing(document, name);
  }

  private static IllegalStateException missing(Document document, String name) {
    return new IllegalStateException(
        "system document %s has no valid field %s".formatted(document.id(), name));
  }
}

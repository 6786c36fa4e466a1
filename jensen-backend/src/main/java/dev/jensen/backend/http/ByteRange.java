package dev.jensen.backend.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which part of a content a `Range` header asks for (RFC 9110 §14.1.2).
sealed interface ByteRange {

  /// All of it: there is no header, or one that means nothing.
  record Whole() implements ByteRange {}

  /// Some of it.
  ///
  /// @param first the position of the first byte
  /// @param last the position of the last byte, at least `first` and within the content
  record Part(long first, long last) implements ByteRange {
    long length() {
      return last - first + 1;
    }
  }

  /// Bytes that are not there, or more than one part (`spec/http-api.md` §7.2).
  record Unsatisfiable() implements ByteRange {}

  /// Positions are digits, as many as the client likes.
  Pattern RANGE = Pattern.compile("([0-9]*)-([0-9]*)");

  String UNIT = "bytes=";

  /// Reads the header of a request for a content of `size` bytes.
  static ByteRange of(@Nullable String header, long size) {
    if (header == null || size == 0 || !header.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
      return new Whole();
    }
    List<ByteRange> parts = new ArrayList<>();
    for (var text : header.substring(UNIT.length()).split(",", -1)) {
      // Empty elements of a list mean nothing (RFC 9110 §5.6.1.2).
      if (!text.isBlank()) {
        parts.add(part(text.strip(), size));
      }
    }
    boolean isMalformed = parts.isEmpty() || parts.contains(new Whole());
    if (isMalformed) {
      return new Whole();
    }
    return parts.size() > 1 ? new Unsatisfiable() : parts.getFirst();
  }

  private static ByteRange part(String text, long size) {
    var match = RANGE.matcher(text);
    if (!match.matches() || text.equals("-")) {
      return new Whole();
    }
    var first = match.group(1);
    var last = match.group(2);
    if (first.isEmpty()) {
      long suffix = Math.min(position(last), size);
      return suffix == 0 ? new Unsatisfiable() : new Part(size - suffix, size - 1);
    }
    long from = position(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : position(last);
    if (to < from) {
      return new Whole();
    }
    return from >= size ? new Unsatisfiable() : new Part(from, Math.min(to, size - 1));
  }

  /// No content has so many bytes that the largest number is one of its positions.
  private static long position(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      return Long.MAX_VALUE;
    }
  }
}

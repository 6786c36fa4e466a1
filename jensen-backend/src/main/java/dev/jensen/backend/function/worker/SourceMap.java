package dev.jensen.backend.function.worker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A version 3 source map: from places in a bundled module to places in the files it was made of.
///
/// The `mappings` are lines parted by `;`, each of segments parted by `,`; a segment is one, four
/// or five base64 VLQ numbers, each relative to the last of its kind (ECMA-426 §9). Lookup is a
/// binary search over all segments.
public final class SourceMap {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int CONTINUES = 32;

  private final List<String> sources;
  private final List<Segment> segments;

  private SourceMap(List<String> sources, List<Segment> segments) {
    this.sources = sources;
    this.segments = segments;
  }

  /// Reads a map, or returns null if the text is none: a broken map must not hide an error.
  static @Nullable SourceMap parse(String json) {
    try {
      JsonNode map = JSON.readTree(json);
      var sources = new ArrayList<String>();
      map.path("sources").forEach(source -> sources.add(source.asString("")));
      return new SourceMap(sources, segments(map.path("mappings").asString("")));
    } catch (JacksonException | MalformedMappingsException e) {
      return null;
    }
  }

  /// Where the code at `line` and `column` (both from 0) of the module came from, or null if
  /// unknown.
  @Nullable Place lookup(int line, int column) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).isAfter(line, column)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (low == 0) {
      return null;
    }
    Segment segment = segments.get(low - 1);
    if (segment.line != line || segment.source < 0 || segment.source >= sources.size()) {
      return null;
    }
    return new Place(sources.get(segment.source), segment.sourceLine, segment.sourceColumn);
  }

  private static List<Segment> segments(String mappings) {
    var segments = new ArrayList<Segment>();
    var numbers = new Numbers(mappings);
    int line = 0;
    int column = 0;
    int source = 0;
    int sourceLine = 0;
    int sourceColumn = 0;
    while (!numbers.atEnd()) {
      if (numbers.skip(';')) {
        line++;
        column = 0;
        continue;
      }
      if (numbers.skip(',')) {
        continue;
      }
      column += numbers.next();
      if (numbers.atSegmentEnd()) {
        segments.add(new Segment(line, column, -1, 0, 0));
        continue;
      }
      source += numbers.next();
      sourceLine += numbers.next();
      sourceColumn += numbers.next();
      if (!numbers.atSegmentEnd()) {
        numbers.next();
      }
      segments.add(new Segment(line, column, source, sourceLine, sourceColumn));
    }
    return segments;
  }

  /// A place in a source file.
  ///
  /// @param source as the map names it
  /// @param line from 0
  /// @param column from 0
  public record Place(String source, int line, int column) {}

  private record Segment(int line, int column, int source, int sourceLine, int sourceColumn) {

    boolean isAfter(int otherLine, int otherColumn) {
      return line > otherLine || (line == otherLine && column > otherColumn);
    }
  }

  private static final class MalformedMappingsException extends RuntimeException {}

  /// Takes one number after the other from a `mappings` text.
  private static final class Numbers {

    private final String text;
    private int at;

    Numbers(String text) {
      this.text = text;
    }

    boolean atEnd() {
      return at >= text.length();
    }

    boolean atSegmentEnd() {
      return atEnd() || text.charAt(at) == ',' || text.charAt(at) == ';';
    }

    boolean skip(char separator) {
      if (text.charAt(at) != separator) {
        return false;
      }
      at++;
      return true;
    }

    int next() {
      int value = 0;
      int shift = 0;
      int digit;
      do {
        digit = atEnd() ? -1 : DIGITS.indexOf(text.charAt(at++));
        if (digit < 0 || shift > 30) {
          throw new MalformedMappingsException();
        }
        value |= (digit & (CONTINUES - 1)) << shift;
        shift += 5;
      } while ((digit & CONTINUES) != 0);
      return (value & 1) == 0 ? value >>> 1 : -(value >>> 1);
    }
  }
}

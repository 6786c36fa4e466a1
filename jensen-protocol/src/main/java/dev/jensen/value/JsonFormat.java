package dev.jensen.value;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The JSON encodings of values (`spec/values-and-data.md` §1.2–§1.4,
/// `docs/formats/values-json.md`).
///
/// `undefined` is no value and has no place in these encodings; where the protocol allows
/// `{"$undefined":null}` (members of a patch, operands of filters and index ranges), read with
/// [#readOptional(String)] or [#readFields(String)].
public enum JsonFormat {
  /// Lossless, with `$integer`, `$float` and `$bytes` tags: what clients and functions exchange.
  ENCODED,
  /// As [#ENCODED], with `$commitTs` tags: what a mutation exchanges with the server while it runs.
  UNCOMMITTED,
  /// Readable and lossy.
  CLEAN,
  /// Lossless, int64 as JSON integers: snapshots.
  EXPORT;

  private static final JsonFactory JSON = new JsonFactory();

  /// `value` as JSON text; object keys sorted.
  public String write(Value value) {
    var text = new StringWriter();
    try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(value, generator);
    }
    return text.toString();
  }

  /// `value` as JSON text in UTF-8; object keys sorted.
  public byte[] writeBytes(Value value) {
    var bytes = new ByteArrayOutputStream(256);
    try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      write(value, generator);
    }
    return bytes.toByteArray();
  }

  /// Writes `value` where `generator` stands; object keys sorted.
  ///
  /// @throws JacksonException if `generator` cannot write
  public void write(Value value, JsonGenerator generator) {
    JsonWriter.write(this, value, generator);
  }

  /// The value that `json` encodes.
  ///
  /// @throws InvalidValueException if the text is no JSON, or no value in this format
  public Value read(String json) {
    return readAll(JSON.createParser(ObjectReadContext.empty(), json), this::read);
  }

  /// The value that `json`, in UTF-8, encodes.
  ///
  /// @throws InvalidValueException if the text is no JSON, or no value in this format
  public Value read(byte[] json) {
    return readAll(JSON.createParser(ObjectReadContext.empty(), json), this::read);
  }

  /// The value that begins at the current token of `parser`, or at the next one if there is no
  /// current token; afterwards the current token is the value's last one.
  ///
  /// @throws InvalidValueException if the JSON there is no value in this format
  /// @throws JacksonException if there is no JSON
  public Value read(JsonParser parser) {
    return new JsonReader(this, parser).value();
  }

  /// The value that `json` encodes, or null if it is `{"$undefined":null}`.
  ///
  /// @throws InvalidValueException if it is neither
  public @Nullable Value readOptional(String json) {
    return readAll(JSON.createParser(ObjectReadContext.empty(), json), this::readOptional);
  }

  /// Like [#readOptional(String)], from the current token of `parser` (see [#read(JsonParser)]).
  ///
  /// @throws InvalidValueException if the JSON there is neither a value nor undefined
  /// @throws JacksonException if there is no JSON
  public @Nullable Value readOptional(JsonParser parser) {
    return new JsonReader(this, parser).optional();
  }

  /// The members of an object in the order they have in `json`, where null stands for a member that
  /// is `{"$undefined":null}`.
  ///
  /// @throws InvalidValueException if `json` is no object, or a member neither a value nor
  ///   undefined, or not allowed by its name
  public SequencedMap<String, @Nullable Value> readFields(String json) {
    return readAll(JSON.createParser(ObjectReadContext.empty(), json), this::readFields);
  }

  /// Like [#readFields(String)], from the current token of `parser` (see [#read(JsonParser)]).
  ///
  /// @throws InvalidValueException as [#readFields(String)] does
  /// @throws JacksonException if there is no JSON
  public SequencedMap<String, @Nullable Value> readFields(JsonParser parser) {
    return new JsonReader(this, parser).fields();
  }

  /// Reads with `reader` and makes sure that nothing follows.
  private static <T extends @Nullable Object> T readAll(
      JsonParser parser, Function<JsonParser, T> reader) {
    try (parser) {
      T result = reader.apply(parser);
      if (parser.nextToken() != null) {
        throw new InvalidValueException("Invalid JSON: something follows the value");
      }
      return result;
    } catch (JacksonException malformed) {
      throw new InvalidValueException("Invalid JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }
}

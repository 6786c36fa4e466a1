package dev.jensen.backend.function;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// The body of a request on its way to an HTTP action: a small one goes along with the head, as
/// text if it is some, so that the action neither waits for it nor decodes it.
sealed interface RequestBody {

  /// Up to this size it goes along.
  int AT_HAND_BYTES_MAX = 1 << 16;

  /// The first character of a text that decoding would drop.
  char BYTE_ORDER_MARK = '\uFEFF';

  record Text(String text) implements RequestBody {}

  record Base64(String text) implements RequestBody {}

  record Stream(InputStream bytes) implements RequestBody {}

  /// The body of `call`, which has one.
  ///
  /// Waits for a small one, as long as the connection may be silent: no worker process has heard of
  /// the request yet.
  static RequestBody of(HttpCall call) {
    var body = call.body();
    if (body == null) {
      throw new IllegalArgumentException("%s has no body".formatted(call.route()));
    }
    var length = length(call);
    try {
      if (length.isEmpty() || length.getAsInt() > AT_HAND_BYTES_MAX) {
        return new Stream(body);
      }
      byte[] bytes = body.readNBytes(length.getAsInt());
      return bytes.length < length.getAsInt() ? new Stream(body) : atHand(bytes);
    } catch (IOException _) {
      // The action learns it when it reads.
      return new Stream(body);
    }
  }

  private static OptionalInt length(HttpCall call) {
    for (var header : call.headers()) {
      if (header.name().equalsIgnoreCase("content-length")) {
        try {
          return OptionalInt.of(Integer.parseInt(header.value()));
        } catch (NumberFormatException _) {
          return OptionalInt.empty();
        }
      }
    }
    return OptionalInt.empty();
  }

  private static RequestBody atHand(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      if (text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK) {
        return new Text(text.toString());
      }
    } catch (CharacterCodingException _) {
      // Not text.
    }
    return new Base64(java.util.Base64.getEncoder().encodeToString(bytes));
  }
}

package dev.jensen.backend.http;

import org.jspecify.annotations.Nullable;

/// Puts together the parts of one socket's messages, within the bounds of one message and of all
/// that are received at the same time.
///
/// Used by one thread at a time.
final class IncomingText {

  private static final int CHARS_MAX = 64 << 20;

  /// What a character takes while the whole is made of the parts.
  private static final int BYTES_PER_CHAR = 2;

  private final BodyBudget budget;
  private @Nullable StringBuilder parts;
  private BodyBudget.Share memory;

  IncomingText(BodyBudget budget) {
    this.budget = budget;
    this.memory = budget.share();
  }

  /// A whole message.
  ///
  /// @param handled to be called once the text is no longer needed
  record Message(String text, Runnable handled) {}

  /// Takes one part and returns the message if it was the last one, else null.
  ///
  /// @throws HttpFailure if the message is too long or too slow, or too much is received at the
  ///   same time
  @Nullable Message add(String part, boolean isLast) {
    if (parts == null && isLast) {
      // Messages of one part are small; there is no more memory in them than in the buffers.
      return new Message(part, () -> {});
    }
    parts = parts == null ? new StringBuilder() : parts;
    if (parts.length() + part.length() > CHARS_MAX) {
      throw HttpFailure.badRequest("MessageTooLarge", "The message is too long.");
    }
    memory.take(part.length() * BYTES_PER_CHAR);
    parts.append(part);
    if (!isLast) {
      return null;
    }
    var message = new Message(parts.toString(), memory::close);
    memory.takeRead(JsonWeight.of(message.text()));
    parts = null;
    memory = budget.share();
    return message;
  }

  /// @throws HttpFailure if a message has begun and should have been whole by now
  void requirePace() {
    memory.requirePace();
  }

  /// Forgets what was not finished.
  void close() {
    parts = null;
    memory.close();
  }
}

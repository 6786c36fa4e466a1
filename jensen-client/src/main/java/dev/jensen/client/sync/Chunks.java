package dev.jensen.client.sync;

import dev.jensen.client.wire.MalformedMessageException;
import dev.jensen.client.wire.ServerMessage.TransitionChunk;
import org.jspecify.annotations.Nullable;

/// Puts the parts of a transition together (`spec/sync-protocol.md` §5.2).
final class Chunks {

  private static final int CHARACTERS_MAX = 512 << 20;

  private final StringBuilder text = new StringBuilder();
  private String transitionId = "";
  private int parts;
  private int next;

  boolean isEmpty() {
    return next == 0;
  }

  /// The text of the transition if this was its last part, otherwise null.
  ///
  /// @throws MalformedMessageException if the part is not the next one
  @Nullable String add(TransitionChunk chunk) {
    if (next == 0) {
      transitionId = chunk.transitionId();
      parts = chunk.parts();
    }
    boolean fits =
        chunk.part() == next
            && chunk.parts() == parts
            && chunk.transitionId().equals(transitionId)
            && chunk.part() < parts
            && text.length() + chunk.chunk().length() <= CHARACTERS_MAX;
    if (!fits) {
      throw new MalformedMessageException("part %d of a transition".formatted(chunk.part()));
    }
    text.append(chunk.chunk());
    next++;
    if (next < parts) {
      return null;
    }
    String whole = text.toString();
    clear();
    return whole;
  }

  void clear() {
    text.setLength(0);
    text.trimToSize();
    next = 0;
  }
}

package dev.jensen.backend.deployment;

import dev.jensen.backend.world.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The pushes that were started and may be finished, each under a token that cannot be guessed.
///
/// They are kept in memory only: a push that outlives a restart has to be made again. Thread-safe.
final class StartedPushes {

  private static final int TOKEN_BYTES = 16;

  private final World world;
  private final Deque<Started> started = new ArrayDeque<>();

  private record Started(String token, EvaluatedPush push) {}

  StartedPushes(World world) {
    this.world = world;
  }

  /// Keeps a push, and forgets the oldest if there are too many.
  synchronized String add(EvaluatedPush push) {
    var token = newToken();
    started.addLast(new Started(token, push));
    if (started.size() > Limits.STARTED_PUSHES_MAX) {
      started.removeFirst();
    }
    return token;
  }

  /// The push of this token, or null if it was finished or forgotten.
  synchronized @Nullable EvaluatedPush find(String token) {
    for (var candidate : started) {
      if (candidate.token().equals(token)) {
        return candidate.push();
      }
    }
    return null;
  }

  synchronized void remove(String token) {
    started.removeIf(candidate -> candidate.token().equals(token));
  }

  private String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    world.random().nextBytes(token);
    return HexFormat.of().formatHex(token);
  }
}

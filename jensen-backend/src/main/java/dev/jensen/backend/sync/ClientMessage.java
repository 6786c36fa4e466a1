package dev.jensen.backend.sync;

import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client says (`spec/sync-protocol.md` §4).
sealed interface ClientMessage {

  /// First on every connection.
  ///
  /// @param observed the newest timestamp that the client has seen, or null
  /// @param clientMillis the client's clock, or null
  record Connect(UUID session, @Nullable Timestamp observed, @Nullable Long clientMillis)
      implements ClientMessage {}

  /// Who it is from now on.
  ///
  /// @param token null for nobody in particular
  /// @param actingAs attributes of a user, or null
  record Authenticate(
      long baseVersion, boolean admin, @Nullable String token, Value.@Nullable Obj actingAs)
      implements ClientMessage {}

  /// Which queries it wants to hear of.
  record ModifyQuerySet(long baseVersion, long newVersion, List<Modification> modifications)
      implements ClientMessage {

    public ModifyQuerySet {
      modifications = List.copyOf(modifications);
    }
  }

  /// One change of the query set.
  sealed interface Modification {}

  /// Tell of one more query.
  ///
  /// @param args what `args` held: an array with one object
  record Add(long query, String path, Value args, @Nullable String journal)
      implements Modification {}

  /// Tell of one query no more.
  record Remove(long query) implements Modification {}

  /// Run a mutation, in order.
  record Mutation(long request, String path, Value args) implements ClientMessage {}

  /// Run an action.
  record Action(long request, String path, Value args) implements ClientMessage {}

  /// Anything that needs no reaction.
  record Other() implements ClientMessage {}
}

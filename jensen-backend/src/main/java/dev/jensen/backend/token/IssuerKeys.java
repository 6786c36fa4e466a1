package dev.jensen.backend.token;

import dev.jensen.backend.token.Documents.Address;
import dev.jensen.backend.token.Documents.Fetched;
import dev.jensen.backend.world.World;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tries the keys of an issuer, and newer ones if none of them verifies a token: issuers replace
/// their keys (`spec/auth.md` §20.6).
final class IssuerKeys {

  private final World world;
  private final Documents<KeySet> documents;

  /// The outcome.
  ///
  /// @param failure why no key verifies the token, or null
  record Tried(Fetched<KeySet> keys, @Nullable String failure) {}

  IssuerKeys(World world, Documents<KeySet> documents) {
    this.world = world;
    this.documents = documents;
  }

  /// @param check tells why none of the keys will do, or null
  /// @throws LookupException if there are no keys
  Tried check(Address address, Function<KeySet, @Nullable String> check) {
    var asked = world.now();
    var keys = documents.get(address);
    var failure = check.apply(keys.value());
    if (failure == null || !keys.fresh().begin().isBefore(asked)) {
      return new Tried(keys, failure);
    }
    var newer = documents.newer(address, keys);
    return newer.equals(keys)
        ? new Tried(keys, failure)
        : new Tried(newer, check.apply(newer.value()));
  }
}

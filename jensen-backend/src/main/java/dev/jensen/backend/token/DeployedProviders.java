package dev.jensen.backend.token;

import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.wire.Timestamp;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The providers that are deployed now. What was read holds until a push or a change of variables;
/// asking for that costs next to nothing.
///
/// Thread-safe.
final class DeployedProviders {

  private final Database database;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Known known;

  /// What is deployed.
  ///
  /// @param generation grows with every push and every change of variables: the deployment may
  ///   publish other keys of its own since then
  record Current(List<AuthProvider> providers, long generation) {

    Current {
      providers = List.copyOf(providers);
    }
  }

  private record Known(Current current, ReadSet reads, Timestamp holdsUntil) {}

  DeployedProviders(Database database) {
    this.database = database;
  }

  /// The providers at the newest snapshot.
  Current current() {
    var now = database.latest();
    var remembered = remembered(now);
    if (remembered != null) {
      return remembered;
    }
    loading.lock();
    try {
      remembered = remembered(now);
      return remembered == null ? load() : remembered;
    } finally {
      loading.unlock();
    }
  }

  private @Nullable Current remembered(Timestamp now) {
    var former = known;
    if (former == null) {
      return null;
    }
    if (now.compareTo(former.holdsUntil()) <= 0) {
      return former.current();
    }
    if (!database.unchanged(former.reads(), former.holdsUntil(), now)) {
      return null;
    }
    known = new Known(former.current(), former.reads(), now);
    return former.current();
  }

  private Current load() {
    try (var transaction = database.begin()) {
      var providers = AuthProvider.load(transaction);
      // Only so that a change of them is noticed.
      var _ = Modules.list(transaction);
      var _ = EnvironmentVariables.load(transaction);
      var former = known;
      var current = new Current(providers, former == null ? 1 : former.current().generation() + 1);
      known = new Known(current, transaction.readSet(), transaction.begin());
      return current;
    }
  }
}

package dev.jensen.backend.token;

import dev.jensen.backend.model.AuthProvider;
import dev.jensen.backend.model.EnvironmentVariables;
import dev.jensen.backend.model.Modules;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.transaction.Transaction;
import java.util.List;

/// The providers that are deployed now. What was read holds until a push or a change of variables;
/// asking for that costs next to nothing.
///
/// Thread-safe.
final class DeployedProviders {

  private final Remembered<Current> remembered;

  /// Changed while the remembered ones are made, which happens once at a time.
  private long generations;

  /// What is deployed.
  ///
  /// @param generation grows with every push and every change of variables: the deployment may
  ///   publish other keys of its own since then
  record Current(List<AuthProvider> providers, long generation) {

    Current {
      providers = List.copyOf(providers);
    }
  }

  DeployedProviders(Database database) {
    this.remembered = new Remembered<>(database, this::load);
  }

  /// The providers at the newest snapshot.
  Current current() {
    return remembered.get();
  }

  private Current load(Transaction transaction) {
    var providers = AuthProvider.load(transaction);
    // Only so that a change of them is noticed.
    var _ = Modules.list(transaction);
    var _ = EnvironmentVariables.load(transaction);
    return new Current(providers, ++generations);
  }
}

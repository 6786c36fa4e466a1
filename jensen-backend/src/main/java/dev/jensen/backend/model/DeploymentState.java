package dev.jensen.backend.model;

import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.backend.transaction.Transaction;
import java.time.Instant;
import java.util.HashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is deployed, as of one snapshot, with the read set that tells when it changes.
///
/// @param java the functions in Java, which are no part of the code
/// @param schema the active schema, or null
public record DeploymentState(Code code, JavaApp java, @Nullable Schema schema, ReadSet reads) {

  /// Reads the state at the transaction's snapshot. Costs a read of every module: keep the result
  /// while nothing in `reads` changes.
  ///
  /// @param transaction one that has read nothing else, so that `reads` is only about this
  public static DeploymentState load(Transaction transaction) {
    var deployed =
        Modules.list(transaction).stream()
            .filter(module -> !module.path().equals(Module.AUTH_CONFIG))
            .toList();
    var modules = deployed.stream().map(module -> Modules.load(transaction, module)).toList();
    var analysis =
        deployed.stream().map(DeployedModule::analysis).filter(Objects::nonNull).toList();
    var environment = new HashMap<String, String>();
    var origins = Origins.load(transaction);
    if (origins != null) {
      environment.putAll(origins.variables());
    }
    environment.putAll(EnvironmentVariables.load(transaction));
    var udfConfig = UdfConfig.load(transaction);
    var phase = udfConfig == null ? new ImportPhase(Instant.EPOCH, 0) : udfConfig.importPhase();
    var node = udfConfig == null ? NodeSetup.NONE : udfConfig.node();
    var schema = StoredSchema.active(transaction);
    return new DeploymentState(
        Code.of(modules, analysis, environment, phase, node),
        JavaApp.load(transaction),
        schema == null ? null : schema.schema(),
        transaction.readSet());
  }
}

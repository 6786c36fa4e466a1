package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How pushed functions are run: the npm package's version, and the clock and seed of the import
/// phase, which stay as they are while that version does (`spec/deploy-api.md` §8.1).
///
/// @param serverVersion version of the npm package `convex` that bundled the modules
/// @param functionsDirectory as configured, with a slash at the end
/// @param node what modules that run in Node.js need
/// @param seed 32 bytes
/// @param time when module-level code believes to run
public record UdfConfig(
    String serverVersion,
    String functionsDirectory,
    NodeSetup node,
    Value.Bytes seed,
    Timestamp time) {

  /// The length of [#seed()].
  public static final int SEED_BYTES = 32;

  /// The stored configuration, or null before the first push.
  public static @Nullable UdfConfig load(Transaction transaction) {
    var document = SystemTable.UDF_CONFIG.single(transaction);
    return document == null
        ? null
        : new UdfConfig(
            Fields.text(document, "serverVersion"),
            Fields.text(document, "functionsDirectory"),
            new NodeSetup(
                Fields.textOrNull(document, "nodeVersion"),
                NodeSetup.dependencies(document.value().fields().get("nodeDependencies"))),
            new Value.Bytes(Fields.bytes(document, "seed")),
            new Timestamp(Fields.number(document, "time")));
  }

  /// Stores this configuration in place of the former one.
  public void store(Transaction transaction) {
    SystemTable.UDF_CONFIG.putSingle(
        transaction,
        new Fields()
            .with("serverVersion", serverVersion)
            .with("functionsDirectory", functionsDirectory)
            .with("nodeVersion", node.version())
            .with("nodeDependencies", node.stored())
            .with("seed", seed)
            .with("time", time.nanos())
            .map());
  }

  /// What runtimes need of it.
  public ImportPhase importPhase() {
    return new ImportPhase(
        Instant.EPOCH.plusNanos(time.nanos()), ByteBuffer.wrap(seed.toByteArray()).getLong());
  }
}

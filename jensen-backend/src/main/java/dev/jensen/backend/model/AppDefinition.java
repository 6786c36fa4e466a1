package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/// What the app's `convex.config.ts` declares, as the JSON its `export()` gave
/// (`spec/deploy-api.md` §7.6).
public record AppDefinition(String json) {

  /// The deployed definition, or null before the first push.
  public static @Nullable AppDefinition load(Transaction transaction) {
    var document = SystemTable.APP_DEFINITION.single(transaction);
    return document == null ? null : new AppDefinition(Fields.text(document, "json"));
  }

  /// Stores this definition in place of the former one.
  public void store(Transaction transaction) {
    SystemTable.APP_DEFINITION.putSingle(transaction, new Fields().with("json", json).map());
  }
}

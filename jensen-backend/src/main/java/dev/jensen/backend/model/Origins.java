package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Transaction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The public addresses of a deployment (`spec/http-api.md` §1), which functions see as system
/// variables.
///
/// @param cloud where clients connect, such as `http://127.0.0.1:3210`
/// @param site where HTTP actions are served
public record Origins(String cloud, String site) {

  /// The variable that holds [#cloud()].
  public static final String CLOUD_VARIABLE = "CONVEX_CLOUD_URL";

  /// The variable that holds [#site()].
  public static final String SITE_VARIABLE = "CONVEX_SITE_URL";

  /// The stored addresses, or null before the server's first start.
  public static @Nullable Origins load(Transaction transaction) {
    var document = SystemTable.ORIGINS.single(transaction);
    return document == null
        ? null
        : new Origins(Fields.text(document, "cloud"), Fields.text(document, "site"));
  }

  /// Stores these addresses; writes nothing if they are the stored ones.
  public void store(Transaction transaction) {
    if (!equals(load(transaction))) {
      SystemTable.ORIGINS.putSingle(
          transaction, new Fields().with("cloud", cloud).with("site", site).map());
    }
  }

  /// What functions see in `process.env`.
  public Map<String, String> variables() {
    return Map.of(CLOUD_VARIABLE, cloud, SITE_VARIABLE, site);
  }
}

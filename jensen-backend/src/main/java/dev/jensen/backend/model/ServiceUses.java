package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What service tokens were used for: one document per token, function, outcome and minute; and one
/// per token that counts all of its uses. The oldest documents are removed when there are many.
public final class ServiceUses {

  /// Documents about minutes that are kept.
  private static final int KEPT = 10_000;

  /// Removed at once when there are more, so that not every use has to remove one.
  private static final int SLACK = 1000;

  private ServiceUses() {}

  /// Uses of one kind within one minute.
  ///
  /// @param token its id
  /// @param outcome such as `allowed`
  /// @param minute its beginning
  /// @param last when the last one was
  public record Use(
      String token, String function, String outcome, Instant minute, long count, Instant last) {}

  /// All uses of one token.
  public record Total(long count, Instant last) {}

  /// Adds uses to those that are noted for the same minute.
  public static void add(Transaction transaction, List<Use> uses) {
    for (var use : uses) {
      var id =
          CronJobs.id(
              "%s|%s|%s|%d"
                  .formatted(
                      use.token(), use.function(), use.outcome(), use.minute().toEpochMilli()));
      put(
          transaction,
          SystemTable.SERVICE_TOKEN_USES,
          id,
          use,
          new Fields()
              .with("token", use.token())
              .with("function", use.function())
              .with("outcome", use.outcome())
              .with("minute", Millis.value(use.minute())));
      put(
          transaction,
          SystemTable.SERVICE_TOKEN_TOTALS,
          CronJobs.id(use.token()),
          use,
          new Fields().with("token", use.token()));
    }
  }

  private static void put(
      Transaction transaction, SystemTable table, InternalId id, Use use, Fields fields) {
    var existing = table.existing(transaction);
    var old = transaction.get(existing, new DocumentId(existing.number(), id));
    long before = old == null ? 0 : Fields.number(old, "count");
    Map<String, Value> all =
        fields.with("count", before + use.count()).with("last", Millis.value(use.last())).map();
    if (old == null) {
      transaction.insert(existing, new DocumentId(existing.number(), id), null, Value.Obj.of(all));
    } else {
      table.replace(transaction, old, all);
    }
  }

  /// Removes the oldest ones if there are too many.
  public static void trim(Transaction transaction) {
    var table = transaction.table(SystemTable.SERVICE_TOKEN_USES.tableName());
    if (table != null && transaction.count(table) > KEPT + SLACK) {
      SystemTable.SERVICE_TOKEN_USES
          .oldest(transaction, SLACK)
          .forEach(old -> SystemTable.SERVICE_TOKEN_USES.delete(transaction, old));
    }
  }

  /// The newest ones, newest first, at most `limit`.
  public static List<Use> newest(Transaction transaction, int limit) {
    return SystemTable.SERVICE_TOKEN_USES.newest(transaction, limit).stream()
        .map(ServiceUses::read)
        .toList();
  }

  /// All uses of a token, or null if there was none.
  public static @Nullable Total total(Transaction transaction, String token) {
    var document = totalDocument(transaction, token);
    return document == null
        ? null
        : new Total(Fields.number(document, "count"), Millis.read(document, "last"));
  }

  static void forget(Transaction transaction, String token) {
    var document = totalDocument(transaction, token);
    if (document != null) {
      SystemTable.SERVICE_TOKEN_TOTALS.delete(transaction, document);
    }
  }

  private static @Nullable Document totalDocument(Transaction transaction, String token) {
    var table = transaction.table(SystemTable.SERVICE_TOKEN_TOTALS.tableName());
    return table == null
        ? null
        : transaction.get(table, new DocumentId(table.number(), CronJobs.id(token)));
  }

  private static Use read(Document document) {
    return new Use(
        Fields.text(document, "token"),
        Fields.text(document, "function"),
        Fields.text(document, "outcome"),
        Millis.read(document, "minute"),
        Fields.number(document, "count"),
        Millis.read(document, "last"));
  }
}

package dev.jensen.backend.model;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables that hold what is deployed. A table that does not exist yet reads as empty and is
/// made by the first insert.
enum SystemTable {
  /// One document per module: path, environment, hash, analysis, and where its text is.
  MODULES("_modules"),
  /// The text and source map of one module, apart so that listing modules stays cheap.
  MODULE_SOURCES("_module_sources"),
  /// One document per user-set variable.
  ENVIRONMENT_VARIABLES("_environment_variables"),
  /// The active schema, at most one document.
  SCHEMAS("_schemas"),
  /// The schema of the newest push that is not finished, at most one document. Apart from the
  /// active one, so that starting a push does not touch what running functions depend on.
  PENDING_SCHEMAS("_pending_schemas"),
  /// The authentication providers of `auth.config.ts`, one document per provider.
  AUTH_CONFIG("_auth_config"),
  /// Versions, import-phase clock and seed; at most one document.
  UDF_CONFIG("_udf_config"),
  /// What `convex.config.ts` declares; at most one document.
  APP_DEFINITION("_app_definition"),
  /// The version and the tables of the application in Java; at most one document.
  JAVA_APP("_java_app"),
  /// One document per module of the application in Java.
  JAVA_MODULES("_java_modules"),
  /// The public origins; at most one document.
  ORIGINS("_origins"),
  /// The finished pushes, oldest first.
  PUSHES("_pushes"),
  /// What became of clients' mutations.
  SESSION_REQUESTS("_session_requests"),
  /// One document per export, newest last.
  EXPORTS("_exports"),
  /// One document per import, newest last.
  IMPORTS("_imports"),
  /// What unfinished imports have appended, one document per transaction.
  APPENDED_DOCUMENTS("_appended_documents"),
  /// One document per backup that this data came from.
  RESTORES("_restores"),
  /// One document per scheduled function, as functions see it.
  SCHEDULED_FUNCTIONS("_scheduled_functions"),
  /// The scheduled functions that are not finished, by when they are due.
  SCHEDULED_QUEUE("_scheduled_queue"),
  /// The scheduled functions that are finished, by when that was.
  FINISHED_JOBS("_finished_jobs"),
  /// One document per cron job, by when it is due.
  CRON_JOBS("_cron_jobs"),
  /// What became of the last runs of each cron job.
  CRON_RUNS("_cron_runs"),
  /// What functions see of stored files, one document per file.
  STORAGE("_storage"),
  /// What functions do not see of them, under the same internal ids: the URL and the content's key.
  FILES("_files"),
  /// Which file a URL is of, under the UUID in it.
  FILE_URLS("_file_urls"),
  /// One document per service token, without its secret.
  SERVICE_TOKENS("_service_tokens"),
  /// What service tokens were used for, one document per token, function, outcome and minute.
  SERVICE_TOKEN_USES("_service_token_uses"),
  /// How often each service token was used.
  SERVICE_TOKEN_TOTALS("_service_token_totals");

  private final String tableName;

  SystemTable(String tableName) {
    this.tableName = tableName;
  }

  String tableName() {
    return tableName;
  }

  /// All documents, oldest first.
  List<Document> all(Transaction transaction) {
    return scan(transaction, Order.ASCENDING, Integer.MAX_VALUE);
  }

  /// The oldest documents, at most `limit`.
  List<Document> oldest(Transaction transaction, int limit) {
    return scan(transaction, Order.ASCENDING, limit);
  }

  /// The newest documents, newest first, at most `limit`.
  List<Document> newest(Transaction transaction, int limit) {
    return scan(transaction, Order.DESCENDING, limit);
  }

  private List<Document> scan(Transaction transaction, Order order, int limit) {
    var table = transaction.table(tableName);
    if (table == null) {
      return List.of();
    }
    var documents = new ArrayList<Document>();
    try (var scan = transaction.scan(table, creationTimeIndex(table), IndexRange.ALL, order)) {
      while (documents.size() < limit) {
        var document = scan.next();
        if (document == null) {
          break;
        }
        documents.add(document);
      }
    }
    return documents;
  }

  /// The only document of a table that holds at most one, or null.
  @Nullable Document single(Transaction transaction) {
    var documents = all(transaction);
    if (documents.size() > 1) {
      throw new IllegalStateException("%d documents in %s".formatted(documents.size(), tableName));
    }
    return documents.isEmpty() ? null : documents.getFirst();
  }

  /// The document with this id, or null.
  @Nullable Document get(Transaction transaction, DocumentId id) {
    var table = transaction.table(tableName);
    return table == null || table.number() != id.tableNumber() ? null : transaction.get(table, id);
  }

  Document insert(Transaction transaction, Map<String, Value> fields) {
    return transaction.insert(existing(transaction), Value.Obj.of(fields));
  }

  void replace(Transaction transaction, Document old, Map<String, Value> fields) {
    transaction.replace(existing(transaction), old, Value.Obj.of(fields));
  }

  void delete(Transaction transaction, Document old) {
    transaction.delete(existing(transaction), old);
  }

  /// Makes `fields` the only document.
  void putSingle(Transaction transaction, Map<String, Value> fields) {
    var old = single(transaction);
    if (old == null) {
      insert(transaction, fields);
    } else {
      replace(transaction, old, fields);
    }
  }

  /// The table, made if it does not exist.
  Table existing(Transaction transaction) {
    var table = transaction.table(tableName);
    return table == null ? transaction.definitions().createTable(tableName) : table;
  }

  static Index creationTimeIndex(Table table) {
    var index = table.index(Index.BY_CREATION_TIME);
    if (index == null) {
      throw new IllegalStateException("%s has no creation time index".formatted(table.name()));
    }
    return index;
  }
}

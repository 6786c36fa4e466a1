package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A schema in the deployment and how far it got (`spec/deploy-api.md` §9.3).
///
/// At most one is active, and at most one other is on its way there; that one is overwritten, and
/// so forgotten, by the next push.
public record StoredSchema(DocumentId id, Schema schema, State state) {

  /// How far a schema got.
  public sealed interface State {

    /// Existing documents are being checked.
    record Pending() implements State {}

    /// All existing documents fit.
    record Validated() implements State {}

    /// Every write is checked against it.
    record Active() implements State {}

    /// A document does not fit.
    ///
    /// @param table where, or null if it is not about one table
    record Failed(String error, @Nullable String table) implements State {}
  }

  /// The active schema, or null.
  public static @Nullable StoredSchema active(Transaction transaction) {
    var document = SystemTable.SCHEMAS.single(transaction);
    return document == null ? null : read(document);
  }

  /// The schema of the newest unfinished push, or null. Its state is never active.
  public static @Nullable StoredSchema next(Transaction transaction) {
    return next(transaction, new ParsedSchema());
  }

  /// As [#next(Transaction)], with the memory of a caller who asks often.
  static @Nullable StoredSchema next(Transaction transaction, ParsedSchema parsed) {
    var document = SystemTable.PENDING_SCHEMAS.single(transaction);
    return document == null ? null : read(document, parsed);
  }

  /// The active or next schema with this id, or null if it was overwritten.
  public static @Nullable StoredSchema find(Transaction transaction, DocumentId id) {
    var next = next(transaction);
    if (next != null && next.id().equals(id)) {
      return next;
    }
    var active = active(transaction);
    return active != null && active.id().equals(id) ? active : null;
  }

  /// Makes `schema` the one that a push wants to activate, and returns it: the active one, the next
  /// one as far as it got, or a new pending one.
  public static StoredSchema submit(Transaction transaction, Schema schema) {
    var active = active(transaction);
    if (active != null && active.schema().equals(schema)) {
      withdraw(transaction);
      return active;
    }
    var next = next(transaction);
    if (next != null && next.schema().equals(schema) && !(next.state() instanceof State.Failed)) {
      return next;
    }
    withdraw(transaction);
    return read(
        SystemTable.PENDING_SCHEMAS.insert(transaction, fields(schema, new State.Pending())));
  }

  /// Overwrites the next schema, if there is one.
  public static void withdraw(Transaction transaction) {
    for (var document : SystemTable.PENDING_SCHEMAS.all(transaction)) {
      SystemTable.PENDING_SCHEMAS.delete(transaction, document);
    }
  }

  /// Moves this next schema to another state; does nothing if it was overwritten meanwhile.
  public void move(Transaction transaction, State newState) {
    var document = SystemTable.PENDING_SCHEMAS.get(transaction, id);
    if (document != null) {
      SystemTable.PENDING_SCHEMAS.replace(transaction, document, fields(schema, newState));
    }
  }

  /// Makes this schema the active one; does nothing if it is.
  public void activate(Transaction transaction) {
    if (state instanceof State.Active) {
      return;
    }
    withdraw(transaction);
    SystemTable.SCHEMAS.putSingle(transaction, fields(schema, new State.Active()));
  }

  /// Ends checking: afterwards no schema is active.
  public static void deactivate(Transaction transaction) {
    for (var document : SystemTable.SCHEMAS.all(transaction)) {
      SystemTable.SCHEMAS.delete(transaction, document);
    }
  }

  private static StoredSchema read(Document document) {
    return read(document, new ParsedSchema());
  }

  private static StoredSchema read(Document document, ParsedSchema parsed) {
    State state =
        switch (Fields.text(document, "state")) {
          case "pending" -> new State.Pending();
          case "validated" -> new State.Validated();
          case "active" -> new State.Active();
          case "failed" ->
              new State.Failed(
                  Fields.text(document, "error"), Fields.textOrNull(document, "tableName"));
          case String other -> throw new IllegalStateException("schema state " + other);
        };
    return new StoredSchema(document.id(), parsed.parse(Fields.text(document, "schema")), state);
  }

  private static Map<String, Value> fields(Schema schema, State state) {
    var fields = new Fields().with("schema", schema.json());
    return switch (state) {
      case State.Pending _ -> fields.with("state", "pending").map();
      case State.Validated _ -> fields.with("state", "validated").map();
      case State.Active _ -> fields.with("state", "active").map();
      case State.Failed(var error, var table) ->
          fields.with("state", "failed").with("error", error).with("tableName", table).map();
    };
  }
}

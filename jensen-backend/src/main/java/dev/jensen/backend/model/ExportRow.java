package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One export and how far it is (`spec/deploy-api.md` §14).
///
/// @param state with the fields of its kind
public record ExportRow(DocumentId id, boolean includesStorage, State state, Value.Obj document) {

  private static final String FORMAT = "format";

  /// How far an export is. Timestamps are nanoseconds since the epoch.
  public sealed interface State {

    /// Nothing was done yet.
    record Requested() implements State {}

    /// The file is being written.
    record InProgress(long start, String message) implements State {}

    /// The file can be fetched.
    ///
    /// @param file its name in the exports directory
    record Completed(long start, long end, long expires, String file) implements State {}

    /// Something went wrong; there is no file.
    record Failed(long start, long end) implements State {}
  }

  /// The newest export, or null.
  public static @Nullable ExportRow newest(Transaction transaction) {
    var newest = SystemTable.EXPORTS.newest(transaction, 1);
    return newest.isEmpty() ? null : of(newest.getFirst());
  }

  /// The export of this id, or null.
  public static @Nullable ExportRow find(Transaction transaction, DocumentId id) {
    var document = SystemTable.EXPORTS.get(transaction, id);
    return document == null ? null : of(document);
  }

  /// The newest export that began at `start`, or null.
  public static @Nullable ExportRow startedAt(Transaction transaction, long start) {
    return SystemTable.EXPORTS.all(transaction).stream()
        .map(ExportRow::of)
        .filter(row -> row.start() == start)
        .findFirst()
        .orElse(null);
  }

  /// Adds a requested export.
  public static ExportRow request(Transaction transaction, boolean includesStorage) {
    var document =
        SystemTable.EXPORTS.insert(
            transaction, fields(includesStorage, new State.Requested()).map());
    return of(document);
  }

  /// Moves the export to another state.
  public void move(Transaction transaction, State next) {
    var document = SystemTable.EXPORTS.get(transaction, id);
    if (document != null) {
      SystemTable.EXPORTS.replace(transaction, document, fields(includesStorage, next).map());
    }
  }

  /// Whether it is neither completed nor failed.
  public boolean isUnfinished() {
    return state instanceof State.Requested || state instanceof State.InProgress;
  }

  private long start() {
    return switch (state) {
      case State.Requested _ -> -1;
      case State.InProgress(var start, _) -> start;
      case State.Completed(var start, _, _, _) -> start;
      case State.Failed(var start, _) -> start;
    };
  }

  /// The row as clients see it.
  public Value.Obj toValue() {
    return document;
  }

  private static Fields fields(boolean includesStorage, State state) {
    var format =
        Value.Obj.of(
            Map.of(
                FORMAT, new Value.Text("zip"), "include_storage", new Value.Bool(includesStorage)));
    var fields =
        new Fields()
            .with("requestor", "snapshotExport")
            .with(FORMAT, format)
            .with("component", new Value.Null());
    return switch (state) {
      case State.Requested _ -> fields.with("state", "requested");
      case State.InProgress(var start, var message) ->
          fields
              .with("state", "in_progress")
              .with("start_ts", start)
              .with("progress_message", message);
      case State.Completed(var start, var end, var expires, var file) ->
          fields
              .with("state", "completed")
              .with("start_ts", start)
              .with("complete_ts", end)
              .with("expiration_ts", expires)
              .with("zip_object_key", file);
      case State.Failed(var start, var end) ->
          fields.with("state", "failed").with("start_ts", start).with("failed_ts", end);
    };
  }

  private static ExportRow of(Document document) {
    var includes =
        document.value().get(FORMAT) instanceof Value.Obj format
            && format.get("include_storage") instanceof Value.Bool(var flag)
            && flag;
    return new ExportRow(document.id(), includes, state(document), document.value());
  }

  private static State state(Document document) {
    return switch (Fields.text(document, "state")) {
      case "requested" -> new State.Requested();
      case "in_progress" ->
          new State.InProgress(
              Fields.number(document, "start_ts"), Fields.text(document, "progress_message"));
      case "completed" ->
          new State.Completed(
              Fields.number(document, "start_ts"),
              Fields.number(document, "complete_ts"),
              Fields.number(document, "expiration_ts"),
              Fields.text(document, "zip_object_key"));
      case "failed" ->
          new State.Failed(
              Fields.number(document, "start_ts"), Fields.number(document, "failed_ts"));
      case String other -> throw new IllegalStateException("export in state %s".formatted(other));
    };
  }
}

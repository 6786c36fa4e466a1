package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One import and how far it is (`spec/deploy-api.md` §15).
public record ImportRow(DocumentId id, ImportRequest request, State state, Value.Obj document) {

  private static final String STATE = "state";
  private static final String FAILURE = "failure";

  /// How far an import is.
  public sealed interface State {

    /// The file is here; nobody has looked into it.
    record Uploaded() implements State {}

    /// What the import would do is known.
    ///
    /// @param needsConfirmation whether documents would be deleted
    record Waiting(String message, boolean needsConfirmation) implements State {}

    /// Documents are being written.
    ///
    /// @param done what is finished, one line each
    /// @param written documents so far
    record InProgress(String message, List<String> done, long written) implements State {}

    /// The import has failed, and what it appended is being removed; clients see it go on.
    ///
    /// @param why it failed
    /// @param written documents that are not removed yet
    record Undoing(String why, List<String> done, long written) implements State {}

    /// Every document is there.
    record Completed(long timestamp, long rows) implements State {}

    /// Nothing was changed.
    record Failed(String message) implements State {}
  }

  /// The import of this id, or null.
  public static @Nullable ImportRow find(Transaction transaction, DocumentId id) {
    var document = SystemTable.IMPORTS.get(transaction, id);
    return document == null ? null : of(document);
  }

  /// The newest imports, newest first.
  public static List<ImportRow> newest(Transaction transaction, int limit) {
    return SystemTable.IMPORTS.newest(transaction, limit).stream().map(ImportRow::of).toList();
  }

  /// Adds an uploaded import.
  public static ImportRow add(Transaction transaction, ImportRequest request) {
    return of(SystemTable.IMPORTS.insert(transaction, fields(request, new State.Uploaded()).map()));
  }

  /// Moves the import to another state.
  public void move(Transaction transaction, State next) {
    var current = SystemTable.IMPORTS.get(transaction, id);
    if (current != null) {
      SystemTable.IMPORTS.replace(transaction, current, fields(request, next).map());
    }
  }

  /// Whether it is neither completed nor failed.
  public boolean isUnfinished() {
    return !(state instanceof State.Completed) && !(state instanceof State.Failed);
  }

  /// The row as clients see it.
  public Value.Obj toValue() {
    return document;
  }

  private static Fields fields(ImportRequest request, State state) {
    return new Fields()
        .with(STATE, value(state))
        .with("format", request.formatValue())
        .with("mode", request.mode().display())
        .with("upload", request.upload())
        .with("member_id", new Value.Null())
        .with("checkpoints", new Value.Null())
        .with("requestor", Value.Obj.of(Map.of("type", new Value.Text("snapshotImport"))));
  }

  private static Value value(State state) {
    var fields =
        switch (state) {
          case State.Uploaded _ -> new Fields().with(STATE, "uploaded");
          case State.Waiting(var message, var needs) ->
              new Fields()
                  .with(STATE, "waiting_for_confirmation")
                  .with("message_to_confirm", message)
                  .with("require_manual_confirmation", new Value.Bool(needs));
          case State.InProgress(var message, var done, var written) ->
              new Fields()
                  .with(STATE, "in_progress")
                  .with("progress_message", message)
                  .with("checkpoint_messages", texts(done))
                  .with("num_rows_written", written);
          case State.Undoing(var why, var done, var written) ->
              new Fields()
                  .with(STATE, "in_progress")
                  .with("progress_message", "Removing what was imported (%,d)".formatted(written))
                  .with("checkpoint_messages", texts(done))
                  .with("num_rows_written", written)
                  .with(FAILURE, why);
          case State.Completed(var timestamp, var rows) ->
              new Fields()
                  .with(STATE, "completed")
                  .with("timestamp", timestamp)
                  .with("num_rows_written", rows);
          case State.Failed(var message) ->
              new Fields().with(STATE, "failed").with("error_message", message);
        };
    return Value.Obj.of(fields.map());
  }

  private static Value texts(List<String> texts) {
    return new Value.Array(texts.stream().map(text -> (Value) new Value.Text(text)).toList());
  }

  private static ImportRow of(Document document) {
    return new ImportRow(
        document.id(), ImportRequest.of(document), state(document), document.value());
  }

  private static State state(Document document) {
    var state = (Value.Obj) document.value().get(STATE);
    if (state == null) {
      throw new IllegalStateException("import without state: %s".formatted(document.id()));
    }
    return switch (text(state, STATE)) {
      case "uploaded" -> new State.Uploaded();
      case "waiting_for_confirmation" ->
          new State.Waiting(
              text(state, "message_to_confirm"),
              new Value.Bool(true).equals(state.get("require_manual_confirmation")));
      case "in_progress" -> begun(state);
      case "completed" ->
          new State.Completed(number(state, "timestamp"), number(state, "num_rows_written"));
      case "failed" -> new State.Failed(text(state, "error_message"));
      case String other -> throw new IllegalStateException("import in state %s".formatted(other));
    };
  }

  private static State begun(Value.Obj state) {
    var done =
        state.get("checkpoint_messages") instanceof Value.Array(var lines)
            ? lines.stream().map(line -> ((Value.Text) line).value()).toList()
            : List.<String>of();
    long written = number(state, "num_rows_written");
    return state.get(FAILURE) instanceof Value.Text(var why)
        ? new State.Undoing(why, done, written)
        : new State.InProgress(text(state, "progress_message"), done, written);
  }

  private static String text(Value.Obj state, String name) {
    if (state.get(name) instanceof Value.Text(var text)) {
      return text;
    }
    throw new IllegalStateException("import state without %s".formatted(name));
  }

  private static long number(Value.Obj state, String name) {
    if (state.get(name) instanceof Value.Int64(var number)) {
      return number;
    }
    throw new IllegalStateException("import state without %s".formatted(name));
  }
}

package dev.jensen.backend.function;

import dev.jensen.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The documents that a query or mutation in this process reads and writes, as values: other
/// processes get and give them as JSON (`spec/function-runtime.md` §§3–4), to the same effect.
///
/// Every method throws [SyscallException] for what the function may catch. Not thread-safe, like
/// the transaction it belongs to.
public interface Documents {

  /// The document, or null if there is none.
  ///
  /// @param table in which the id must be
  /// @param isSystem whether that is a system table
  Value.@Nullable Obj get(String id, String table, boolean isSystem);

  /// Begins a query.
  ///
  /// @param query JSON as in `1.0/queryStream`
  Found find(String query);

  /// One page of a query.
  ///
  /// @param request JSON as in `1.0/queryPage`
  Page page(String request);

  /// Adds a document and returns its id.
  String insert(String table, Value.Obj fields);

  /// Changes some fields of a document.
  ///
  /// @param changes null for those to be removed
  void patch(String id, Map<String, @Nullable Value> changes);

  /// Gives a document of `table` other fields.
  void replace(String id, String table, Value.Obj fields);

  /// Removes a document.
  void delete(String id);

  /// One page of a query.
  ///
  /// @param isDone whether no page follows
  /// @param continueCursor where it ends
  /// @param splitCursor a place about in its middle, or null if it is too small to split
  /// @param status what a client should do about its size, in the protocol's word, or null
  record Page(
      List<Value.Obj> documents,
      boolean isDone,
      String continueCursor,
      @Nullable String splitCursor,
      @Nullable String status) {

    public Page {
      documents = List.copyOf(documents);
    }
  }

  /// The documents of a query, each read when it is asked for, so that a mutation sees in it what
  /// it wrote meanwhile.
  interface Found {

    /// The next document, or null at the end.
    Value.@Nullable Obj next();
  }
}

package dev.jensen.backend.index;

import dev.jensen.backend.storage.RowKey;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;

/// The index rows that a change of a document makes useless for everybody who reads after it.
public final class Superseded {

  private Superseded() {}

  /// The rows of the revision before `change`, and the tombstones that hid them: where there is
  /// nothing below, nothing needs to be hidden.
  ///
  /// @param at when the change was committed
  public static List<RowKey> by(DocumentChange change, Timestamp at) {
    var before = change.before();
    if (before == null) {
      return List.of();
    }
    var rows = new ArrayList<RowKey>();
    for (var index : change.table().indexes()) {
      var after = change.after();
      var oldKey = index.keyOf(before.value());
      rows.add(new RowKey(index.id().uuid(), oldKey, before.timestamp()));
      if (after == null || !oldKey.equals(index.keyOf(after))) {
        rows.add(new RowKey(index.id().uuid(), oldKey, at));
      }
    }
    return rows;
  }
}

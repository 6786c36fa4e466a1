package dev.jensen.backend.deployment;

import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.SchemaIndex;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How the indexes of two schemas differ (`spec/deploy-api.md` §5.6). A changed definition is one
/// removal and one addition.
///
/// @param enabled were staged and are not any more
/// @param disabled the reverse
record IndexDiff(
    List<SchemaIndex> added,
    List<SchemaIndex> removed,
    List<SchemaIndex> enabled,
    List<SchemaIndex> disabled) {

  static IndexDiff between(@Nullable Schema before, @Nullable Schema after) {
    var old = indexes(before);
    var now = indexes(after);
    return new IndexDiff(
        select(now, index -> find(old, index) == null),
        select(old, index -> find(now, index) == null),
        select(now, index -> !index.staged() && wasStaged(old, index, true)),
        select(now, index -> index.staged() && wasStaged(old, index, false)));
  }

  private static List<SchemaIndex> indexes(@Nullable Schema schema) {
    return schema == null ? List.of() : schema.indexes();
  }

  private static List<SchemaIndex> select(
      List<SchemaIndex> indexes, Predicate<SchemaIndex> condition) {
    return indexes.stream().filter(condition).toList();
  }

  private static boolean wasStaged(List<SchemaIndex> old, SchemaIndex index, boolean staged) {
    var former = find(old, index);
    return former != null && former.staged() == staged;
  }

  private static @Nullable SchemaIndex find(List<SchemaIndex> indexes, SchemaIndex wanted) {
    return indexes.stream().filter(wanted::isSameAs).findFirst().orElse(null);
  }
}

package dev.jensen.backend.index;

import dev.jensen.value.TableNames;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The tables and indexes that exist at one timestamp.
///
/// Immutable.
public final class Catalog implements TableNames {

  /// The table of this name, or null.
  public @Nullable Table table(String name) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// The table whose document ids carry this number, or null.
  public @Nullable Table table(long number) {
    throw new UnsupportedOperationException("not written yet");
  }

  /// All tables, system tables too, in the order of their numbers.
  public Collection<Table> tables() {
    throw new UnsupportedOperationException("not written yet");
  }

  @Override
  public @Nullable String nameOf(long tableNumber) {
    var table = table(tableNumber);
    return table == null ? null : table.name();
  }
}

package dev.jensen.value;

import org.jspecify.annotations.Nullable;

/// Which table a number in a document id stands for, at one moment.
@FunctionalInterface
public interface TableNames {

  /// The name of the table with this number, or null if there is none.
  @Nullable String nameOf(long tableNumber);
}

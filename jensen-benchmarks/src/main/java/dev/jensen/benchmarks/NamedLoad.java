package dev.jensen.benchmarks;

import java.util.function.LongSupplier;

/// A load that is measured beside others.
///
/// @param refused how many of its calls have not succeeded so far
record NamedLoad(String name, int callers, Load load, LongSupplier refused) {

  /// A load of which every call must succeed.
  NamedLoad(String name, int callers, Load load) {
    this(name, callers, load, () -> 0);
  }
}

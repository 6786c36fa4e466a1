package dev.jensen.benchmarks;

import dev.jensen.value.Value;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A mutation that is called again and again with other arguments.
///
/// @param arguments draws those of the next call
record DrawnCall(String path, Function<SplittableRandom, Value.Obj> arguments) {}

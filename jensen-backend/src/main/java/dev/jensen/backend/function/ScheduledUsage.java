package dev.jensen.backend.function;

/// How much one mutation, with those that it calls, has scheduled so far
/// (`spec/function-runtime.md` §6.3). What is rolled back stays counted, as reads and writes do.
///
/// Not thread-safe.
final class ScheduledUsage {

  private static final int FUNCTIONS_MAX = 1000;
  private static final int BYTES_MAX = 16 << 20;

  private long functions;
  private long bytes;
  private long functionsMax = FUNCTIONS_MAX;
  private long bytesMax = BYTES_MAX;

  /// Counts one function.
  ///
  /// @param argumentBytes size of its arguments
  /// @throws SyscallException if that is too much
  void add(long argumentBytes) {
    functions++;
    bytes += argumentBytes;
    if (functions > functionsMax) {
      throw new SyscallException(
          "Too many functions scheduled by this mutation (limit: %d)".formatted(functionsMax));
    }
    if (bytes > bytesMax) {
      throw new SyscallException(
          ("Too large total size of the arguments of scheduled functions from this mutation (limit:"
                  + " %d bytes)")
              .formatted(bytesMax));
    }
  }

  long functions() {
    return functions;
  }

  long functionsMax() {
    return functionsMax;
  }

  long bytes() {
    return bytes;
  }

  long bytesMax() {
    return bytesMax;
  }

  /// Allows no more than so much on top of what was used already, until the result is closed.
  Limited limit(long extraFunctions, long extraBytes) {
    long enclosingFunctions = functionsMax;
    long enclosingBytes = bytesMax;
    functionsMax = least(functionsMax, functions, extraFunctions);
    bytesMax = least(bytesMax, bytes, extraBytes);
    return () -> {
      functionsMax = enclosingFunctions;
      bytesMax = enclosingBytes;
    };
  }

  private static long least(long limit, long used, long extra) {
    return extra >= limit - used ? limit : used + extra;
  }

  /// A part of a mutation with limits of its own.
  interface Limited extends AutoCloseable {
    @Override
    void close();
  }
}

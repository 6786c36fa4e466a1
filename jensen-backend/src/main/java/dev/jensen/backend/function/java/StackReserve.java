package dev.jensen.backend.function.java;

/// Room on the stack for what the server does when a function asks it for something.
///
/// A function that calls itself too often would otherwise come to the end of the stack wherever the
/// server is just then: with a lock in its hands that others wait for, or in the middle of a
/// change.
final class StackReserve {

  /// About 32 KiB when they are compiled, and more before.
  private static final int FRAMES = 200;

  private StackReserve() {}

  /// Takes one to two microseconds.
  ///
  /// @throws StackOverflowError if there is less room; nothing has happened then
  static void require() {
    var _ = use(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  }

  /// What is needed again after the call has to be on the stack meanwhile.
  private static long use(
      int frames,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f,
      long g,
      long h,
      long i,
      long j,
      long k,
      long l,
      long m,
      long n,
      long o,
      long p) {
    if (frames == 0) {
      return a;
    }
    long deeper = use(frames - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, a);
    return deeper ^ a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l ^ m ^ n ^ o ^ p;
  }
}

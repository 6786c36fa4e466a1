package dev.jensen.backend.function.java;

/// Room on the stack for what the server does when a function asks it for something.
///
/// A function that calls itself too often would otherwise come to the end of the stack wherever the
/// server is just then: with a lock in its hands that others wait for, or in the middle of a
/// change.
final class StackReserve {

  /// As many as make [#BYTES], compiled or not.
  static final int FRAMES = 256;

  /// How much room there is at least.
  static final int BYTES = 64 << 10;

  /// Of so many frames, one uses its room. None would: the compiler gives room only to what runs.
  private static final int SELDOM = 64;

  private StackReserve() {}

  /// Takes less than a microsecond.
  ///
  /// @throws StackOverflowError if there is less room; nothing has happened then
  static void require() {
    var _ = use(FRAMES, 0);
  }

  /// Has a frame with room for what is needed again after a call, though it seldom is.
  static long use(int frames, long seed) {
    if (frames == 0) {
      return seed;
    }
    if (seed % SELDOM != 0) {
      return use(frames - 1, seed + 1) + 1;
    }
    long a = seed * 3;
    long b = seed * 5;
    long c = seed * 7;
    long d = seed * 9;
    long e = seed * 11;
    long f = seed * 13;
    long g = seed * 15;
    long h = seed * 17;
    long i = seed * 19;
    long j = seed * 21;
    long k = seed * 23;
    long m = seed * 25;
    long n = seed * 27;
    long o = seed * 29;
    long p = seed * 31;
    long q = seed * 33;
    long r = seed * 35;
    long s = seed * 37;
    long t = seed * 39;
    long u = seed * 41;
    long v = seed * 43;
    long w = seed * 45;
    long x = seed * 47;
    long y = seed * 49;
    long z = seed * 51;
    long aa = seed * 53;
    long bb = seed * 55;
    long cc = seed * 57;
    long dd = seed * 59;
    long ee = seed * 61;
    long ff = seed * 63;
    long gg = seed * 65;
    long deeper = use(frames - 1, seed + 1);
    return deeper ^ a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ m ^ n ^ o ^ p ^ q ^ r ^ s ^ t ^ u
        ^ v ^ w ^ x ^ y ^ z ^ aa ^ bb ^ cc ^ dd ^ ee ^ ff ^ gg;
  }
}

package dev.jensen.backend.function.node;

/// Why a `node` process is gone, as far as one can tell from outside.
///
/// @param ranOutOfMemory whether V8 said so before it died
/// @param detail such as `its exit code was 137`
record LostProcess(boolean ranOutOfMemory, String detail) {

  static final String OUT_OF_MEMORY =
      "JavaScript execution ran out of memory (maximum memory usage: 512 MB)";

  /// What callers of `what` learn, such as ``Action `send` ``.
  String message(String what) {
    return ranOutOfMemory
        ? OUT_OF_MEMORY
        : "%s failed: its Node.js process ended unexpectedly (%s)".formatted(what, detail);
  }
}

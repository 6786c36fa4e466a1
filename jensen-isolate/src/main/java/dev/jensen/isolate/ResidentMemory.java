package dev.jensen.isolate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much physical memory this process holds.
final class ResidentMemory {

  private static final Path STATM = Path.of("/proc/self/statm");
  private static final boolean KNOWN = Files.exists(STATM);
  private static final long PAGE_BYTES = 4096;

  private ResidentMemory() {}

  /// Bytes, or 0 where the system does not tell.
  static long bytes() {
    if (!KNOWN) {
      return 0;
    }
    try {
      String pages = Files.readString(STATM);
      int second = pages.indexOf(' ') + 1;
      return Long.parseLong(pages, second, pages.indexOf(' ', second), 10) * PAGE_BYTES;
    } catch (IOException e) {
      return 0;
    }
  }
}

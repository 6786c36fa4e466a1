package dev.jensen.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many files and sockets one process may have open.
final class FileDescriptors {

  /// For everything besides the measured sockets.
  private static final int OTHERS = 500;

  private FileDescriptors() {}

  /// Refuses to begin what would fail half-way.
  ///
  /// The limit of this process is what its servers have too: Java and Node raise their soft limit
  /// to the hard one.
  ///
  /// @throws IllegalArgumentException if a process may not have `sockets` sockets
  static void require(int sockets) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < sockets + OTHERS) {
      throw new IllegalArgumentException(
          "%d sockets are too many: a process may have %d open files here. Raise it first (ulimit -Hn)."
              .formatted(sockets, system.getMaxFileDescriptorCount()));
    }
  }
}

package dev.jensen.benchmarks;

import java.util.regex.Pattern;

/// What a server's JVM holds in memory.
///
/// @param liveKib objects that are in use
/// @param residentKib all of the process, after a collection
record ServerMemory(double liveKib, double residentKib) {

  private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)");

  /// Collects the garbage of the process `pid` and looks at what is left.
  static ServerMemory of(long pid) {
    double live = Long.parseLong(Jcmd.find(TOTAL, pid, "GC.class_histogram").group(1)) / 1024.0;
    return new ServerMemory(live, Usage.residentKib(pid));
  }

  /// How much each of `clients` takes of what was added since `before`.
  ServerMemory perClient(ServerMemory before, int clients) {
    return new ServerMemory(
        (liveKib - before.liveKib) / clients, (residentKib - before.residentKib) / clients);
  }

  ServerMemory minus(ServerMemory other) {
    return new ServerMemory(liveKib - other.liveKib, residentKib - other.residentKib);
  }

  @Override
  public String toString() {
    return "%,10.1f KB live %,10.1f KB resident".formatted(liveKib, residentKib);
  }
}

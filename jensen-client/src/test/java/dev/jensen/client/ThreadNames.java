package dev.jensen.client;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The threads of this process, virtual ones too, which [Thread#getAllStackTraces()] leaves out.
final class ThreadNames {

  private ThreadNames() {}

  /// The name of each thread that lives; what the virtual machine says of them goes to `dump`.
  static List<String> of(Path dump) throws IOException {
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
    var names = new ArrayList<String>();
    for (var container :
        JsonMapper.shared().readTree(dump.toFile()).at("/threadDump/threadContainers")) {
      container.get("threads").forEach(thread -> names.add(thread.get("name").asString()));
    }
    return names;
  }
}

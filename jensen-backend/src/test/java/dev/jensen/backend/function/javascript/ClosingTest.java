package dev.jensen.backend.function.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.world.SystemWorld;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A runtime that is closed leaves no process behind that may still write files, also when its
/// processes were only being started.
class ClosingTest {

  @Test
  void nothingRunsAfterwards(@TempDir Path directory) {
    var before = javaProcesses();
    for (int i = 0; i < 5; i++) {
      new JavaScriptRuntime(new SystemWorld(), JavaScriptOptions.defaults(directory)).close();
      assertThat(javaProcesses()).isSubsetOf(before);
    }
  }

  private static Set<Long> javaProcesses() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}

package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("conformance")
class DemoTest {

  @Test
  void everyCallOfTheHooklessExampleIsAnsweredAsSpecified() {
    System.setProperty("jensen.root", System.getProperty("repository.root"));

    int status = new CommandLine(new DemoCommand()).execute();

    assertThat(status).isZero();
  }

  /// The same where there is no address but the loopback one: nothing is asked of the internet,
  /// once the packages have been got.
  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingOfItNeedsANetwork(@TempDir Path directory) {
    new Programs(CliProject.example("hookless"), Map.of()).succeed("npm", "ci", "--no-audit");
    var programs = new Programs(directory, Map.of("npm_config_offline", "true"));
    assumeTrue(programs.run(withoutNetwork(List.of("true"))).status() == 0);
    var command = JensenCommand.command("demo");
    command.add(1, "-Djensen.root=" + System.getProperty("repository.root"));

    var ended = programs.run(withoutNetwork(command));

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("✓").doesNotContain("✗");
  }

  /// Linux lets everybody have a network of their own, with nothing in it; unless it is told not
  /// to.
  private static List<String> withoutNetwork(List<String> command) {
    var whole =
        new ArrayList<>(
            List.of(
                "unshare",
                "--map-root-user",
                "--net",
                "sh",
                "-c",
                "ip link set lo up && exec \"$@\"",
                "sh"));
    whole.addAll(command);
    return whole;
  }
}

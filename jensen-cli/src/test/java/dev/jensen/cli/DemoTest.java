package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@Tag("conformance")
class DemoTest {

  @Test
  void everyCallOfTheHooklessExampleIsAnsweredAsSpecified() {
    System.setProperty("jensen.root", System.getProperty("repository.root"));

    int status = new CommandLine(new DemoCommand()).execute();

    assertThat(status).isZero();
  }
}

package dev.jensen.cli;

import dev.jensen.backend.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jensen restore`: a data directory from a backup.
@Command(
    name = "restore",
    description = "Make a new data directory of a backup, for `jensen serve --data` to run on.",
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "What `jensen backup` wrote.")
  private Path file = Path.of("backup.zip");

  @Option(
      names = "--data",
      defaultValue = "./jensen-data",
      description = "The directory to make. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("jensen-data");

  @Mixin private final BucketOptions bucket = new BucketOptions();

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure("There is no file %s.".formatted(file));
    }
    long nanos = Backend.restore(file, data, bucket.bucket());
    var last = Instant.ofEpochSecond(0, nanos);
    System.out.printf(
        "Restored everything committed until %s. Start it with `jensen serve --data %s`.%n",
        last, data);
    return 0;
  }
}

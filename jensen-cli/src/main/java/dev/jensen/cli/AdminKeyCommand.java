package dev.jensen.cli;

import dev.jensen.backend.Backend;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `jensen admin-key`: prints the admin key and nothing else.
@Command(
    name = "admin-key",
    description = "Print the admin key of the deployment in a data directory.",
    mixinStandardHelpOptions = true)
final class AdminKeyCommand implements Runnable {

  @Option(
      names = "--data",
      defaultValue = "./jensen-data",
      description = "The data directory. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("jensen-data");

  @Override
  public void run() {
    System.out.println(key(data));
  }

  /// The operator's key if there is one, else the generated one of the deployment in `data`.
  static String key(Path data) {
    var given = System.getenv("JENSEN_ADMIN_KEY");
    return given != null ? given : Backend.adminKey(data);
  }
}

package dev.jensen.cli;

import dev.jensen.backend.Backend;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `jensen admin-key`: prints the admin key and nothing else.
@Command(
    name = "admin-key",
    description = "Print the admin key of the deployment in a data directory.",
    mixinStandardHelpOptions = true)
final class AdminKeyCommand implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec spec;

  @Option(
      names = "--data",
      defaultValue = "./jensen-data",
      description = "The data directory. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("jensen-data");

  @Option(
      names = "--read-only",
      description =
          "Print a key instead that may look at everything, variables included, and change"
              + " nothing.")
  private boolean readOnly;

  @Option(
      names = "--rotate",
      description =
          "Replace the generated key and the deployment's secret first. When the server starts"
              + " again, everything made with the old ones ends: the read-only key, tokens that"
              + " functions signed or services got for users, upload addresses, cursors. Service"
              + " tokens are kept: see token rotate.")
  private boolean rotate;

  @Override
  public void run() {
    if (rotate) {
      rotate();
    }
    spec.commandLine()
        .getOut()
        .println(readOnly ? Backend.readOnlyKey(data, givenKey()) : key(data));
  }

  private void rotate() {
    var _ = Backend.rotateKeys(data);
    var errors = spec.commandLine().getErr();
    errors.println(
        "The keys are replaced. A running server takes the new ones when it starts again.");
    if (givenKey() != null) {
      errors.println("JENSEN_ADMIN_KEY is set and stays the admin key: give it another value too.");
    }
  }

  /// The operator's key if there is one, else the generated one of the deployment in `data`.
  static String key(Path data) {
    var given = givenKey();
    return given != null ? given : Backend.adminKey(data);
  }

  private static @Nullable String givenKey() {
    return System.getenv("JENSEN_ADMIN_KEY");
  }
}

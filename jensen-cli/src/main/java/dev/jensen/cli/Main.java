package dev.jensen.cli;

import dev.jensen.backend.Backend;
import dev.jensen.backend.StartupException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The `jensen` command line. Exit codes: 0 done, 1 failed, 2 wrong usage.
@Command(
    name = "jensen",
    description = "A backend for live applications that speaks the Convex protocol.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      DevCommand.class,
      AdminKeyCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      TokenCommand.class,
      AuthCommand.class,
      CodegenCommand.class
    })
public final class Main {

  private Main() {}

  /// Tells the version of this build.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"jensen " + Backend.version()};
    }
  }

  /// Runs one command and exits.
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    var line = line();
    if (arguments.length == 0) {
      line.usage(System.err);
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(arguments);
  }

  /// The command line, without arguments.
  static CommandLine line() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setDefaultValueProvider(new Environment(System.getenv()))
        .setExecutionExceptionHandler(Main::report);
  }

  /// What a person can mend is one line; anything else is our bug and needs its trace.
  private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (failure instanceof StartupException || failure instanceof CommandFailure) {
      line.getErr().println(failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}

package dev.jensen.cli;

import dev.jensen.backend.Backend;
import dev.jensen.backend.StartupException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The `jensen` command line. Exit codes: 0 done, 1 failed, 2 wrong usage.
@Command(
    name = "jensen",
    description = "A backend for live applications that speaks the Convex protocol.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main {

  private static final Map<String, Class<?>> COMMANDS =
      commands(
          DemoCommand.class,
          ServeCommand.class,
          DevCommand.class,
          AdminKeyCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          TokenCommand.class,
          AuthCommand.class,
          CodegenCommand.class,
          CommandLine.HelpCommand.class);

  private Main() {}

  private static Map<String, Class<?>> commands(Class<?>... commands) {
    var named = new LinkedHashMap<String, Class<?>>();
    for (var command : commands) {
      named.put(command.getAnnotation(Command.class).name(), command);
    }
    return named;
  }

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
    if (arguments.length == 0) {
      line(COMMANDS).usage(System.err);
      return CommandLine.ExitCode.USAGE;
    }
    return execute(UnaryOperator.identity(), arguments);
  }

  /// Runs one command.
  ///
  /// @param prepared sets the command line's outputs
  /// @return the exit code
  static int execute(UnaryOperator<CommandLine> prepared, String... arguments) {
    return prepared.apply(line(needed(arguments))).execute(arguments);
  }

  /// A start of the server would feel the models of all commands, which are made by reflection.
  private static Map<String, Class<?>> needed(String... arguments) {
    var command = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    return command == null || command == CommandLine.HelpCommand.class
        ? COMMANDS
        : Map.of(arguments[0], command);
  }

  private static CommandLine line(Map<String, Class<?>> commands) {
    var line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
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

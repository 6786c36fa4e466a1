package dev.jensen.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Takes options that are not on the command line from `JENSEN_…` variables.
final class Environment implements CommandLine.IDefaultValueProvider {

  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /// The variable for an option, by its name without dashes in front.
  static String variable(String option) {
    return "JENSEN_" + option.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? variables.get(variable(option.longestName().replaceFirst("^--", "")))
        : null;
  }
}

package dev.jensen.cli;

import dev.jensen.backend.Backend;
import dev.jensen.backend.function.java.FunctionJar;
import dev.jensen.backend.function.java.InvalidFunctionAppException;
import dev.jensen.backend.function.java.JavaFunctions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `jensen serve`: a server in the foreground.
@Command(
    name = "serve",
    description = {
      "Run a server in the foreground.",
      "Each option is also read from the variable JENSEN_NAME_OF_OPTION and from the --config file."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  @Mixin private final Serving serving = new Serving();

  @Mixin private final BucketOptions bucket = new BucketOptions();

  @Override
  public Integer call() throws InterruptedException {
    serving.prepare();
    return serving.untilStopped(
        Backend.start(serving.options(bucket.bucket()), javaFunctions()), () -> {});
  }

  private JavaFunctions javaFunctions() {
    var jar = serving.functions();
    try {
      return jar == null ? JavaFunctions.NONE : FunctionJar.load(jar);
    } catch (InvalidFunctionAppException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()));
    }
  }
}

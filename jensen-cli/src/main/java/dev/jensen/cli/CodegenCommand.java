package dev.jensen.cli;

import dev.jensen.cli.codegen.GeneratedSources;
import dev.jensen.cli.codegen.JavaApi;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `jensen codegen`: code for calling the functions of a deployment.
@Command(
    name = "codegen",
    description = "Write code that calls the functions of a deployment, typed.",
    mixinStandardHelpOptions = true,
    subcommands = CodegenCommand.Java.class)
final class CodegenCommand {

  private CodegenCommand() {}

  @Command(
      name = "java",
      description = {
        "Write a Java class for each module, for dev.jensen:jensen-client.",
        "Generated files of modules that are gone are removed; others are left alone."
      },
      mixinStandardHelpOptions = true)
  static final class Java implements Runnable {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
        names = "--package",
        required = true,
        description = "The package of the classes, such as com.acme.api.")
    private String packageName = "";

    @Option(
        names = "--out",
        defaultValue = "src/main/java",
        description = "The folder of sources. Default: ${DEFAULT-VALUE}")
    private Path out = Path.of("src", "main", "java");

    @Option(
        names = "--internal",
        description = "Also internal functions, which administrators and service tokens may call.")
    private boolean internal;

    @Override
    public void run() {
      if (!SourceVersion.isName(packageName)) {
        throw new CommandFailure("'%s' is no name of a package.".formatted(packageName));
      }
      try {
        var sources = JavaApi.sources(functions(), packageName, internal);
        var changes = new GeneratedSources(out, packageName).replace(sources);
        server
            .err()
            .printf(
                "%d classes in %s: %d written, %d removed%n",
                sources.size(), out, changes.written(), changes.removed());
      } catch (FileAlreadyExistsException e) {
        throw new CommandFailure(
            "%s was not generated and stays. Move it, or choose another --package."
                .formatted(e.getMessage()),
            e);
      } catch (IOException e) {
        throw new CommandFailure("%s cannot be written: %s".formatted(out, e), e);
      } catch (InvalidValueException e) {
        throw new CommandFailure("The server describes its functions in a way unknown here.", e);
      }
    }

    private Value functions() {
      var call =
          JsonMapper.shared()
              .createObjectNode()
              .put("path", "_system/cli/modules:apiSpec")
              .put("format", "convex_encoded_json");
      call.putArray("args").addObject();
      var answer = server.post("/api/query", call);
      if (!answer.path("status").asString().equals("success")) {
        throw new CommandFailure(
            "The server does not describe its functions: %s"
                .formatted(answer.path("errorMessage").asString()));
      }
      return JsonFormat.ENCODED.read(answer.get("value").toString());
    }
  }
}

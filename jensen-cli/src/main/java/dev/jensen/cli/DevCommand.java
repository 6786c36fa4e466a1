package dev.jensen.cli;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jensen dev`: a server for the project that one works on, which follows its changes.
@Command(
    name = "dev",
    description = {
      "Run a server as 'jensen serve' does, for the project you work on.",
      "A jar given with --functions is loaded again whenever it changes; if that cannot be, the",
      "functions before it go on. Where nobody on another machine can connect, 'jensen auth",
      "token' gives out tokens of any user. With DIR, 'npx convex dev' watches the project there."
    },
    mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {

  @Mixin private final Serving serving = new Serving();

  @Mixin private final BucketOptions bucket = new BucketOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "A project with the npm package convex. Its .env.local is told of the server.")
  private @Nullable Path project;

  @Override
  public Integer call() throws InterruptedException {
    serving.prepare();
    if (project != null) {
      WatchedProject.check(project);
    }
    var given = serving.options(bucket.bucket());
    var options = serving.isLocal() ? given.withDevIssuer() : given;
    var jar = serving.functions();
    if (jar == null) {
      return run(options, Backend.start(options), () -> {});
    }
    var reloaded = ReloadedJar.start(options, jar);
    return run(options, reloaded.backend(), reloaded::close);
  }

  private int run(BackendOptions options, Backend backend, Runnable first)
      throws InterruptedException {
    if (project == null) {
      return serving.untilStopped(backend, first);
    }
    var key = AdminKeyCommand.key(options.data());
    var watched = WatchedProject.start(project, backend.url().toString(), key);
    return serving.untilStopped(
        backend,
        () -> {
          watched.close();
          first.run();
        });
  }
}

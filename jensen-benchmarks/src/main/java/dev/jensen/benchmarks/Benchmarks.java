package dev.jensen.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The command line of this module: the name of a benchmark and its options.
public final class Benchmarks {

  private static final Duration TIME_MAX = Duration.ofHours(1);

  private Benchmarks() {}

  /// Runs one benchmark.
  public static void main(String[] arguments) throws Exception {
    List<String> options =
        Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
    TimeLimit.start(TIME_MAX);
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "calls" -> CallsBenchmark.main(options);
      case "commit" -> CommitBenchmark.main(options);
      case "transfer" -> TransferBenchmark.main(options);
      case "auth" -> AuthBenchmark.main(options);
      case "java" -> JavaBenchmark.main(options);
      case "runtime" -> RuntimeBenchmark.main(options);
      case "fanout" -> FanoutBenchmark.main(options);
      case "subscriptions" -> SubscriptionsBenchmark.main(options);
      case "idle" -> IdleBenchmark.main(options);
      case "client" -> ClientBenchmark.main(options);
      case "growth" -> GrowthBenchmark.main();
      case "workers" -> WorkersBenchmark.main();
      default -> {
        System.err.println(
            """
            Usage: calls|commit|transfer|runtime|auth|java [SECONDS]
                   fanout [SUBSCRIBERS...]
                   subscriptions [SUBSCRIPTIONS...]
                   idle [SOCKETS]
                   client [MESSAGES]
                   workers|growth\
            """);
        System.exit(2);
      }
    }
  }
}

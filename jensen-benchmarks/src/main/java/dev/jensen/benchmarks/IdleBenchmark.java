package dev.jensen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What clients cost that are connected and do nothing: memory and processor time of the server's
/// JVM.
///
/// Beside clients with five subscriptions there are sockets that said nothing after the handshake:
/// the difference is what the server holds on top of a socket and its buffers. Held fixed: a fresh
/// server for every kind of client, warmed up with the same kind; rows of some 100 bytes.
final class IdleBenchmark {

  private static final int CLIENTS = 10_000;
  private static final int SUBSCRIPTIONS = 5;
  private static final int WARM_UP_CLIENTS = 200;

  /// What is needed only to connect, or left by those who went, is gone by then.
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Path data;
  private final int clients;

  /// Opens a client of some kind.
  private interface Opening {

    WebSocket open(int port, int number);
  }

  private IdleBenchmark(Path data, int clients) {
    this.data = data;
    this.clients = clients;
  }

  static void main(List<String> arguments) throws IOException, InterruptedException {
    int clients = arguments.isEmpty() ? CLIENTS : Integer.parseInt(arguments.getFirst());
    FileDescriptors.require(clients);
    Path data = Files.createTempDirectory("jensen-idle");
    try (var server = JensenServer.start(data, Beats.project())) {
      Beats.fill(server.port(), clients * SUBSCRIPTIONS);
    }
    new IdleBenchmark(data, clients).run();
  }

  private void run() throws InterruptedException {
    System.out.printf("%,d idle clients, each%n", clients);
    var bare = measure("a handshake, nothing more", (port, _) -> WebSocket.open(port, Beats.PATH));
    var same = measure("5 subscriptions, the same for all", (port, _) -> follow(port, 0));
    var own = measure("5 subscriptions of its own", IdleBenchmark::follow);
    print("the same, on top of the socket", same.minus(bare));
    print("its own, on top of the socket", own.minus(bare));
  }

  private static WebSocket follow(int port, int client) {
    int first = client * SUBSCRIPTIONS;
    return WebSocket.open(
        port, Beats.PATH, Beats.follow(IntStream.range(first, first + SUBSCRIPTIONS)));
  }

  private ServerMemory measure(String kind, Opening opening) throws InterruptedException {
    try (var server = JensenServer.start(data)) {
      long pid = server.process().pid();
      IntFunction<WebSocket> open = number -> opening.open(server.port(), number);
      try (var _ = reader(WARM_UP_CLIENTS, open)) {
        Thread.sleep(SETTLING);
      }
      Thread.sleep(SETTLING);
      var before = ServerMemory.of(pid);
      try (var reader = reader(clients, open)) {
        Thread.sleep(SETTLING);
        var each = ServerMemory.of(pid).perClient(before, clients);
        print(kind, each);
        var used = Usage.processorTime(List.of(pid));
        Thread.sleep(IDLE);
        reader.check();
        System.out.printf(
            "%-36s %,10.1f ms processor time per second; %,.0f MB live, %,.0f MB resident before%n",
            "",
            Usage.processorTime(List.of(pid)).minus(used).toMillis() / (double) IDLE.toSeconds(),
            before.liveKib() / 1024,
            before.residentKib() / 1024);
        return each;
      }
    }
  }

  private static SocketReader reader(int count, IntFunction<WebSocket> open) {
    return SocketReader.open(count, open, (_, _, _) -> {});
  }

  private static void print(String what, ServerMemory memory) {
    System.out.printf("%-36s %s%n", what, memory);
  }
}

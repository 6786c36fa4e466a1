package dev.jensen.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The peer: a Node server in front of PostgreSQL with its default, durable settings.
record PostgresPeer(EmbeddedPostgres postgres, ChildProcess node, int port)
    implements AutoCloseable {

  /// Starts both and fills `rows` rows.
  static PostgresPeer start(Path project, int rows) throws IOException {
    var postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    String url = "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.getPort());
    var node =
        ChildProcess.start(
            project, Map.of(), List.of("node", "peer.mjs", url, Integer.toString(rows)));
    int port = Integer.parseInt(node.await(Pattern.compile("ready (\\d+)")).group(1));
    return new PostgresPeer(postgres, node, port);
  }

  @Override
  public void close() {
    node.close();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.jensen.backend.http;

import dev.jensen.backend.identity.Authenticator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The route of `jensen backup`.
final class BackupRoutes {

  private final Authenticator authenticator;
  private final BackupSource source;
  private final ReentrantLock turn = new ReentrantLock();

  BackupRoutes(Authenticator authenticator, BackupSource source) {
    this.authenticator = authenticator;
    this.source = source;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/jensen/backup", this::backup).withoutCors());
  }

  private Answer backup(Exchange exchange) {
    authenticator.requireAdministrator(
        authenticator.identify(exchange.header("Authorization"), null, exchange.remote()));
    return Answer.stream("application/zip", this::write);
  }

  /// One at a time: the next one waits.
  private void write(OutputStream out) throws IOException {
    turn.lock();
    try {
      source.write(out);
    } finally {
      turn.unlock();
    }
  }
}

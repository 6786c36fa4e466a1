package dev.jensen.backend.http;

import dev.jensen.backend.identity.Authenticator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The route of `jensen backup`.
final class BackupRoutes {

  private final Authenticator authenticator;
  private final @Nullable BackupSource source;
  private final ReentrantLock turn = new ReentrantLock();

  /// @param source null if there is nothing on disk that a backup could be made of
  BackupRoutes(Authenticator authenticator, @Nullable BackupSource source) {
    this.authenticator = authenticator;
    this.source = source;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/jensen/backup", this::backup).withoutCors());
  }

  private Answer backup(Exchange exchange) {
    authenticator.requireAdministrator(
        authenticator.identify(exchange.header("Authorization"), null, exchange.remote()));
    if (source == null) {
      throw HttpFailure.badRequest(
          "NothingToBackUp",
          "This deployment keeps its documents in memory, so there is nothing to back up. Use 'npx"
              + " convex export' instead.");
    }
    return Answer.stream("application/zip", out -> write(source, out));
  }

  /// One at a time: the next one waits.
  private void write(BackupSource source, OutputStream out) throws IOException {
    turn.lock();
    try {
      source.write(out);
    } finally {
      turn.unlock();
    }
  }
}

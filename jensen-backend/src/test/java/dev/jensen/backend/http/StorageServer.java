package dev.jensen.backend.http;

import dev.jensen.backend.file.BlobStores;
import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Scanner;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The routes of file storage on a port of their own, over a data directory.
final class StorageServer implements AutoCloseable {

  final FileStorage files;
  private final Database database;
  private final Server server = new Server(new VirtualThreadPool());
  private final ServerConnector connector;

  StorageServer(World world, Path data) {
    database = Database.open(RocksPersistence.open(data), world);
    var blobs = BlobStores.open(world, data, null);
    files =
        new FileStorage(world, database, blobs, new UploadTokens(world, new byte[] {1}, "acme"));
    files.start();
    connector = HttpServer.connector(server, "127.0.0.1", 0);
    server.setErrorHandler(new BareErrors());
    server.setHandler(
        new Router(
            new RequestIds(world),
            new RouteTable(new StorageRoutes(files).routes()),
            new BodyBudget(1 << 30)));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Serves `arguments[0]` until its input ends: prints where, and answers each storage id with its
  /// URL.
  public static void main(String[] arguments) {
    try (var server = new StorageServer(new SystemWorld(), Path.of(arguments[0]));
        var lines = new Scanner(System.in, StandardCharsets.UTF_8)) {
      System.out.println(server.uploadUrl());
      while (lines.hasNextLine()) {
        System.out.println(server.url(DocumentId.parse(lines.nextLine())));
      }
    }
  }

  /// Lets connections that say nothing go earlier.
  void setIdleTimeout(Duration timeout) {
    connector.setIdleTimeout(timeout.toMillis());
  }

  int port() {
    return connector.getLocalPort();
  }

  String origin() {
    return "http://127.0.0.1:%d".formatted(port());
  }

  String uploadUrl() {
    return "%s/api/storage/upload?token=%s".formatted(origin(), files.uploadTokens().issue());
  }

  /// The URL of a stored file.
  String url(DocumentId id) {
    try (var transaction = database.begin()) {
      var file = StoredFile.find(transaction, id);
      return "%s/api/storage/%s".formatted(origin(), Objects.requireNonNull(file).url());
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    database.close();
  }
}

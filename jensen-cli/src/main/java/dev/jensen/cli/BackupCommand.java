package dev.jensen.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jensen backup`: a consistent copy of everything, from a running server.
@Command(
    name = "backup",
    description = {
      "Write a backup of a running server to a file, consistent at one moment.",
      "The file holds the data and the keys of the deployment: keep it as you keep these."
    },
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

  private static final int PROGRESS_BYTES = 64 << 20;

  @Parameters(paramLabel = "FILE", description = "The file to write, such as backup.zip.")
  private Path file = Path.of("backup.zip");

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:3210",
      description = "Where the server is. Default: ${DEFAULT-VALUE}")
  private URI url = URI.create("http://127.0.0.1:3210");

  @Option(
      names = "--data",
      defaultValue = "./jensen-data",
      description = {
        "The server's data directory, which holds the admin key. Default: ${DEFAULT-VALUE}.",
        "From another machine, set JENSEN_ADMIN_KEY instead."
      })
  private Path data = Path.of("jensen-data");

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Files.exists(file)) {
      throw new CommandFailure(
          "%s exists already. Choose another file, or remove it.".formatted(file));
    }
    var part = file.resolveSibling("%s.part".formatted(file.getFileName()));
    try {
      download(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    System.out.printf("Backup written: %s (%,d bytes)%n", file, Files.size(file));
    return 0;
  }

  private void download(Path part) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(url.resolve("/api/jensen/backup"))
            .header("Authorization", "Convex %s".formatted(AdminKeyCommand.key(data)))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var body = response.body()) {
        if (response.statusCode() != 200) {
          throw new CommandFailure(
              "The server at %s refused the backup: %s"
                  .formatted(url, new String(body.readNBytes(1000), StandardCharsets.UTF_8)));
        }
        copy(body, part);
      }
    } catch (ConnectException e) {
      throw new CommandFailure(
          "No server answers at %s. Start it, or say where it is with --url.".formatted(url));
    }
    // Opening reads the directory at the file's end: it is whole.
    try (var zip = new ZipFile(part.toFile())) {
      if (zip.size() == 0) {
        throw new CommandFailure("The backup is empty.");
      }
    }
  }

  private static void copy(InputStream in, Path part) throws IOException {
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(part)) {
      byte[] chunk = new byte[1 << 16];
      long total = 0;
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        out.write(chunk, 0, n);
        if ((total + n) / PROGRESS_BYTES != total / PROGRESS_BYTES) {
          System.err.printf("%,d MB ...%n", (total + n) >> 20);
        }
        total += n;
      }
    }
  }
}

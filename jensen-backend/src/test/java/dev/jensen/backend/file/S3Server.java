package dev.jensen.backend.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// S3Proxy, a server that speaks the protocol of S3 and keeps objects as files, in a process of its
/// own.
final class S3Server implements AutoCloseable {

  private static final Path JAR = Path.of("target/s3-server/s3proxy-jar-with-dependencies.jar");
  private static final Pattern READY =
      Pattern.compile("ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");

  private final Path directory;
  private final Process process;
  private final int port;

  private S3Server(Path directory, Process process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /// Starts a server that keeps everything in `directory`.
  static S3Server start(Path directory) throws IOException {
    var objects = Files.createDirectories(directory.resolve("objects"));
    var settings = directory.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:0
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=jensen
        s3proxy.credential=secret
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(objects));
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                List.of(java, "-jar", JAR.toString(), "--properties", settings.toString()))
            .redirectErrorStream(true)
            .start();
    var output = process.inputReader();
    int port = awaitPort(output);
    Thread.ofVirtual().start(() -> drain(output));
    return new S3Server(objects, process, port);
  }

  private static int awaitPort(BufferedReader output) throws IOException {
    var seen = new StringBuilder();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      var matcher = READY.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      seen.append(line).append('\n');
    }
    throw new IllegalStateException("the S3 server did not start:%n%s".formatted(seen));
  }

  private static void drain(BufferedReader output) {
    output.lines().forEach(_ -> {});
  }

  /// The credentials it knows.
  AwsCredentialsProvider credentials() {
    return credentials("secret");
  }

  static AwsCredentialsProvider credentials(String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("jensen", secret));
  }

  /// A folder in a bucket, which is made if it is missing.
  S3Options bucket(String name, String prefix) throws IOException {
    Files.createDirectories(directory.resolve(name));
    return options(name, prefix);
  }

  /// A folder in a bucket that need not be there.
  S3Options options(String name, String prefix) {
    return new S3Options(
        name,
        prefix,
        URI.create("http://127.0.0.1:%d".formatted(port)),
        S3Options.DEFAULT_REGION,
        true);
  }

  /// Makes all objects older than they are.
  void age(Duration duration) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var time = Files.getLastModifiedTime(file).toInstant().minus(duration);
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

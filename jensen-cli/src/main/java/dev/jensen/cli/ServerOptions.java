package dev.jensen.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Which running server a command is about, and how it proves itself there.
final class ServerOptions {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // Set by picocli.
  private CommandSpec command;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:3210",
      description = "Where the server is. Default: ${DEFAULT-VALUE}")
  private URI url = URI.create("http://127.0.0.1:3210");

  @Option(
      names = "--admin-key",
      description = "The admin key. Better set JENSEN_ADMIN_KEY: others can see command lines.")
  private @Nullable String adminKey;

  @Option(
      names = "--data",
      defaultValue = "./jensen-data",
      description = {
        "The server's data directory, which holds the admin key if none is given.",
        "Default: ${DEFAULT-VALUE}"
      })
  private Path data = Path.of("jensen-data");

  /// Where the command prints its result.
  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /// Where the command tells people about it.
  PrintWriter err() {
    return command.commandLine().getErr();
  }

  /// What `GET path` answers.
  ///
  /// @throws CommandFailure if that is no success
  JsonNode get(String path) {
    return send(path, HttpRequest.newBuilder().GET());
  }

  /// What `POST path` answers; null if it has no body.
  ///
  /// @throws CommandFailure if that is no success
  JsonNode post(String path, JsonNode body) {
    return send(
        path,
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private JsonNode send(String path, HttpRequest.Builder request) {
    var key = adminKey == null ? AdminKeyCommand.key(data) : adminKey;
    try (var client = HttpClient.newHttpClient()) {
      var sent =
          request
              .uri(url.resolve(path))
              .timeout(TIMEOUT)
              .header("Authorization", "Convex %s".formatted(key))
              .build();
      var response = client.send(sent, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new CommandFailure(message(response.body(), response.statusCode()));
      }
      return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (ConnectException e) {
      throw new CommandFailure(
          "No server answers at %s. Start it, or say where it is with --url.".formatted(url), e);
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      throw new CommandFailure(
          "The server at %s cannot be asked (%s).".formatted(url, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", e);
    }
  }

  /// What the server says is wrong, if it is one that says so.
  private String message(String body, int status) {
    try {
      var message = JSON.readTree(body).path("message");
      if (message.isString()) {
        return message.stringValue();
      }
    } catch (JacksonException _) {
      // Answered below.
    }
    return "The server at %s answered with status %d. Is it a Jensen server of this version?"
        .formatted(url, status);
  }
}

package dev.jensen.testing;

import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What is done with the admin key of a deployment, as tools do it.
record Administration(URI url, String key) {

  void setEnvironment(String name, String value) {
    var change = Value.Obj.of(Map.of("name", new Value.Text(name), "value", new Value.Text(value)));
    var changes = Value.Obj.of(Map.of("changes", new Value.Array(List.of(change))));
    var request =
        HttpRequest.newBuilder(url.resolve("/api/update_environment_variables"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Convex " + key)
            .POST(BodyPublishers.ofString(JsonFormat.ENCODED.write(changes)))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "The variable %s was not set: %s".formatted(name, response.body()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the deployment does not answer", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  /// Pushes a project with the official command-line tool.
  void push(Path project) {
    var builder =
        new ProcessBuilder(
                "npx",
                "convex",
                "deploy",
                "--yes",
                "--typecheck",
                "disable",
                "--codegen",
                "disable")
            .directory(project.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CONVEX_SELF_HOSTED_URL", url.toString());
    builder.environment().put("CONVEX_SELF_HOSTED_ADMIN_KEY", key);
    builder.environment().remove("CONVEX_DEPLOYMENT");
    builder.environment().remove("CONVEX_DEPLOY_KEY");
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("%s was not pushed:\n%s".formatted(project, printed));
      }
    } catch (IOException e) {
      throw new IllegalStateException("npx cannot be run in %s".formatted(project), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }
}

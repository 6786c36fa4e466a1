package dev.jensen.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls the functions of `examples/hookless` the ways that need no hook: with the official
/// clients, and with curl.
///
/// @param programs in the example's directory
/// @param url of the server
/// @param token of whoever calls, or null
record HooklessCalls(Programs programs, String url, @Nullable String token) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Calls of nobody.
  HooklessCalls(Programs programs, String url) {
    this(programs, url, null);
  }

  /// The same calls by a user or a service.
  HooklessCalls as(String newToken) {
    return new HooklessCalls(programs.with("TOKEN", newToken), url, newToken);
  }

  /// What curl got.
  record Response(int status, String body) {

    /// The body as JSON, or a text that says that it is none.
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JacksonException e) {
        return JSON.getNodeFactory().stringNode("no JSON: " + body);
      }
    }
  }

  /// Calls with `ConvexHttpClient`; the answer is `{"value": …}` or `{"error": "…"}`.
  String client(String kind, String path, String args) {
    return programs.succeed("node", "call.mjs", kind, path, args).strip();
  }

  /// Calls a mutation with `ConvexClient` while its query `tasks:list` is live; the answer is the
  /// same, with `seen`: how many dumps the query showed until then.
  String live(String path, String args) {
    return programs.succeed("node", "live.mjs", path, args).strip();
  }

  /// Lets one `ConvexClient` call as nobody, then as these users, then as nobody; the answer has
  /// whom its live query showed.
  String changingUsers(List<String> tokens) {
    return programs.with("TOKENS", String.join(" ", tokens)).succeed("node", "users.mjs").strip();
  }

  /// Posts `body` as it is.
  Response curl(String endpoint, String body) {
    var command =
        new ArrayList<>(
            List.of(
                "curl",
                "--silent",
                "--show-error",
                "--header",
                "Content-Type: application/json",
                "--header",
                "Convex-Request-Id: demo",
                "--data-binary",
                "@-",
                "--write-out",
                "\n%{http_code}",
                url + endpoint));
    if (token != null) {
      command.addAll(List.of("--header", "Authorization: Bearer %s".formatted(token)));
    }
    var ended = programs.run(command, body);
    int end = ended.output().lastIndexOf('\n');
    if (ended.status() != 0 || end < 0) {
      throw new CommandFailure("curl failed: " + ended.output());
    }
    return new Response(
        Integer.parseInt(ended.output().substring(end + 1)), ended.output().substring(0, end));
  }

  /// Everything that is stored, as JSON.
  String stored() {
    return curl("/api/query", "{\"path\":\"tasks:list\",\"args\":{}}")
        .json()
        .path("value")
        .toString();
  }
}

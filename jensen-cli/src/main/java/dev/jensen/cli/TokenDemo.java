package dev.jensen.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The other answers of "how do I authenticate mutation calls without hooks?": a user's token and a
/// service's, each sent by the unmodified clients and by curl.
final class TokenDemo {

  private static final String FRAMES =
      "\n    at handler \\(\\.\\./convex/users\\.ts:\\d+:\\d+\\)\n";

  private static final String MUTATION = "/api/mutation";

  private final HooklessChecks checks;
  private final List<String> server;

  /// @param checks that the example's other calls were checked with
  /// @param data directory of the server, where its admin key is
  TokenDemo(HooklessChecks checks, String url, Path data) {
    this.checks = checks;
    this.server = List.of("--url", url, "--data", data.toString());
  }

  /// Makes every call against a server that has the example and the issuer for development.
  void run(HooklessCalls nobody) {
    var user = nobody.as(jensen("auth", "token", "--subject", "alice", "--claim", "name=Alice"));
    var service = nobody.as(jensen("token", "create", "sync", "--allow", "internal:users:*"));
    refusedUsers(nobody, user);
    allowedService(nobody, service, user);
    acceptedUser(nobody, user);
    changingUsers(nobody);
    revokedService(nobody, service);
  }

  private void refusedUsers(HooklessCalls nobody, HooklessCalls user) {
    checks.refused(
        nobody,
        "no token",
        "users:doSomething",
        "{}",
        "Uncaught Error: Unauthenticated call to mutation" + FRAMES);
    checks.refused(
        user,
        "token of a user who is not in the table",
        "users:doSomething",
        "{}",
        "Uncaught Error: User not found" + FRAMES);

    var forged = nobody.as(user.token() + "A").curl(MUTATION, call("users:doSomething", "{}"));
    checks.equal("forged token: status", 401, forged.status());
    checks.equal(
        "forged token: why",
        true,
        forged.json().path("message").asString("").contains("signature"));
    checks.isStored(nobody, "forged token");
  }

  /// A service may call what its token allows, internal functions too, and nothing else.
  private void allowedService(HooklessCalls nobody, HooklessCalls service, HooklessCalls user) {
    var add =
        "{\"name\":\"Alice\",\"tokenIdentifier\":\"%s/api/jensen/dev-issuer|alice\"}"
            .formatted(user.url());
    checks.equal(
        "service token, internal function that it allows, ConvexHttpClient",
        "{\"value\":\"sync\"}",
        service.client("mutation", "users:add", add));
    var other = service.curl(MUTATION, call("tasks:clear", "{}"));
    var message = other.json().path("errorMessage").asString("none");
    checks.accepted(
        "service token, internal function that it does not allow, curl",
        message.contains("the service token 'sync' has no pattern that allows it")
            && message.contains("'internal:tasks:clear'"),
        other);
    checks.isStored(nobody, "service token, internal function that it does not allow");
  }

  private void acceptedUser(HooklessCalls nobody, HooklessCalls user) {
    var id = "[0-9a-z]{32}";
    var answer = user.client("mutation", "users:doSomething", "{}");
    checks.accepted(
        "token of a user, ConvexHttpClient.setAuth",
        answer.matches("\\{\"value\":\"%s\"}".formatted(id)),
        answer);
    checks.stores("\"by Alice\"", nobody, "token of a user, ConvexHttpClient.setAuth");

    var response = user.curl(MUTATION, call("users:doSomething", "{}"));
    checks.accepted(
        "token of a user, curl",
        response.status() == 200
            && response.body().matches("\\{\"status\":\"success\",\"value\":\"%s\"}".formatted(id)),
        response);
    checks.stores("\"by Alice\"", nobody, "token of a user, curl");

    var live = user.live("users:doSomething", "{}");
    checks.accepted(
        "token of a user, ConvexClient.setAuth; its live query shows it by then",
        live.matches(
            "\\{\"value\":\"%s\",\"seen\":\\[%d,%d]}"
                .formatted(id, checks.count(), checks.count() + 1)),
        live);
    checks.stores("\"by Alice\"", nobody, "token of a user, ConvexClient.setAuth");

    checks.equal(
        "./jensen auth check says who it is",
        true,
        jensen("auth", "check", String.valueOf(user.token())).startsWith("accepted as user"));
  }

  /// `ConvexClient.setAuth` while a query is live.
  private void changingUsers(HooklessCalls nobody) {
    var tokens =
        Stream.of("Alice", "Bob")
            .map(name ->
                jensen("auth", "token", "--subject", name, "--claim", "name=%s".formatted(name)))
            .toList();
    checks.equal(
        "one ConvexClient, user after user: whom its live query shows",
        "[null,\"Alice\",\"Bob\",null]",
        nobody.changingUsers(tokens));
  }

  private void revokedService(HooklessCalls nobody, HooklessCalls service) {
    jensen("token", "revoke", "sync");
    var response = service.curl(MUTATION, call("users:add", "{}"));
    checks.equal("revoked service token: status", 401, response.status());
    checks.isStored(nobody, "revoked service token");
  }

  private static String call(String path, String args) {
    return HooklessChecks.call(path, args);
  }

  /// What a `jensen` command prints, without the line end.
  private String jensen(String... arguments) {
    var command = new ArrayList<>(Arrays.asList(arguments));
    command.addAll(server);
    var out = new StringWriter();
    var err = new PrintWriter(Writer.nullWriter());
    int status =
        Main.execute(
            line -> line.setOut(new PrintWriter(out, true)).setErr(err),
            command.toArray(String[]::new));
    if (status != 0) {
      throw new CommandFailure(
          "./jensen %s ended with %d: %s".formatted(String.join(" ", command), status, out));
    }
    return out.toString().strip();
  }
}

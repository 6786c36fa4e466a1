package dev.jensen.cli;

import tools.jackson.databind.json.JsonMapper;

/// The first answer of "how do I authenticate mutation calls without hooks?", checked call by call:
/// an API key in the arguments, compared with an environment variable.
///
/// Each check compares the answer and then what is stored.
final class HooklessDemo {

  /// One byte more than a function call may have (`spec/http-api.md` §10).
  private static final int TOO_MANY_BYTES = 16 * 1024 * 1024 + 2000 + 1;

  private static final String FRAMES =
      "\n    at handler \\(\\.\\./convex/tasks\\.ts:\\d+:\\d+\\)\n";

  private final HooklessChecks checks;
  private final String apiKey;
  private final JsonMapper json = JsonMapper.shared();

  HooklessDemo(HooklessChecks checks, String apiKey) {
    this.checks = checks;
    this.apiKey = apiKey;
  }

  /// The key that the deployment must have in `API_KEY`.
  String apiKey() {
    return apiKey;
  }

  /// Makes every call against a server that has the example and the key.
  ///
  /// @param tool where the official command-line tool can be run
  void run(HooklessCalls calls, Programs tool) {
    rightKey(calls);
    live(calls);
    refusedByFunction(calls);
    otherDoors(calls);
    refusedByServer(calls);
    anotherKey(calls, tool);
  }

  private void rightKey(HooklessCalls calls) {
    var answer = calls.client("mutation", "tasks:dumpData", dump("1", apiKey));
    checks.accepted(
        "right key, ConvexHttpClient", answer.matches("\\{\"value\":\"[0-9a-z]{32}\"}"), answer);
    checks.stores("1.0", calls, "right key, ConvexHttpClient");

    var response =
        calls.curl(
            "/api/mutation",
            HooklessChecks.call("tasks:dumpData", dump("{\"from\":\"curl\"}", apiKey)));
    checks.accepted(
        "right key, curl",
        response.status() == 200
            && response.body().matches("\\{\"status\":\"success\",\"value\":\"[0-9a-z]{32}\"}"),
        response);
    checks.stores("{\"from\":\"curl\"}", calls, "right key, curl");

    checks.equal(
        "query reads it back, ConvexHttpClient",
        "{\"value\":[1,{\"from\":\"curl\"}]}",
        calls.client("query", "tasks:list", "{}"));
  }

  /// Over WebSocket a mutation returns when every live query shows what it did.
  private void live(HooklessCalls calls) {
    int before = checks.count();
    var answer = calls.live("tasks:dumpData", dump("\"live\"", apiKey));
    checks.accepted(
        "right key, ConvexClient; its live query shows it by then",
        answer.matches(
            "\\{\"value\":\"[0-9a-z]{32}\",\"seen\":\\[%d,%d]}".formatted(before, before + 1)),
        answer);
    checks.stores("\"live\"", calls, "right key, ConvexClient");

    var refused = json.readTree(calls.live("tasks:dumpData", dump("2", "wrong")));
    var error = refused.path("error").asString("none");
    checks.accepted(
        "wrong key, ConvexClient; its live query shows nothing new",
        error.matches(
                "\\[CONVEX M\\(tasks:dumpData\\)] \\[Request ID: [0-9a-f]{16}] Server Error\n"
                    + "Uncaught Error: Invalid API key"
                    + FRAMES
                    + "\n  Called by client")
            && refused.path("seen").toString().equals("[%d]".formatted(before + 1)),
        refused);
    checks.isStored(calls, "wrong key, ConvexClient");
  }

  private void refusedByFunction(HooklessCalls calls) {
    refusedKey(calls, "wrong key", "wrong");
    var validator = "Validator: v.object({apiKey: v.string(), data: v.any()})";
    checks.refused(
        calls,
        "missing argument",
        "tasks:dumpData",
        "{\"data\":2}",
        HooklessChecks.quote(
            "ArgumentValidationError: Object is missing the required field `apiKey`. Consider"
                + " wrapping the field validator in `v.optional(...)` if this is expected.\n\n"
                + "Object: {data: 2.0}\n"
                + validator
                + "\n"));
    checks.refused(
        calls,
        "extra argument",
        "tasks:dumpData",
        "{\"data\":2,\"apiKey\":\"x\",\"more\":true}",
        HooklessChecks.quote(
            "ArgumentValidationError: Object contains extra field `more` that is not in the"
                + " validator.\n\n"
                + "Object: {apiKey: \"x\", data: 2.0, more: true}\n"
                + validator
                + "\n"));
    checks.refused(calls, "wrong type", "tasks:dumpData", "{\"data\":2,\"apiKey\":7}", wrongType());
    checks.refused(calls, "unknown function", "tasks:nothing", "{}", notFound("tasks:nothing"));
    checks.refused(
        calls, "internal function from outside", "tasks:clear", "{}", notFound("tasks:clear"));
  }

  private static String wrongType() {
    return HooklessChecks.quote(
        """
        ArgumentValidationError: Value does not match validator.
        Path: .apiKey
        Value: 7.0
        Validator: v.string()
        """);
  }

  private static String notFound(String path) {
    return HooklessChecks.quote("Could not find public function for '%s'.".formatted(path))
        + "[^\n]*\n";
  }

  /// What is internal cannot be reached in any other way.
  private void otherDoors(HooklessCalls calls) {
    var error = json.readTree(calls.live("tasks:clear", "{}")).path("error").asString("none");
    checks.accepted(
        "internal function from outside, ConvexClient",
        error.contains("Could not find public function for 'tasks:clear'"),
        error);
    var run = calls.curl("/api/run/tasks/clear", "{\"args\":{}}");
    checks.accepted(
        "internal function from outside, /api/run", run.body().contains("Could not find"), run);
    checks.equal(
        "internal function from outside, /api/function: status",
        403,
        calls.curl("/api/function", HooklessChecks.call("tasks:clear", "{}")).status());
    checks.isStored(calls, "internal function from outside, every door");
  }

  /// Another key is in force from the next call on, without a push; without one nobody is let in.
  private void anotherKey(HooklessCalls calls, Programs tool) {
    var another = apiKey.substring(1) + '~';
    tool.succeed("npx", "convex", "env", "set", "API_KEY", another);
    refusedKey(calls, "old key, once another is set", apiKey);
    var answer = calls.client("mutation", "tasks:dumpData", dump("\"another\"", another));
    checks.accepted(
        "new key, ConvexHttpClient", answer.matches("\\{\"value\":\"[0-9a-z]{32}\"}"), answer);
    checks.stores("\"another\"", calls, "new key, ConvexHttpClient");
    tool.succeed("npx", "convex", "env", "remove", "API_KEY");
    refusedKey(calls, "any key, while none is set", another);
    tool.succeed("npx", "convex", "env", "set", "API_KEY", apiKey);
  }

  private void refusedKey(HooklessCalls calls, String name, String key) {
    checks.refused(
        calls, name, "tasks:dumpData", dump("2", key), "Uncaught Error: Invalid API key" + FRAMES);
  }

  private void refusedByServer(HooklessCalls calls) {
    var oversized =
        calls.curl(
            "/api/mutation",
            HooklessChecks.call(
                "tasks:dumpData", dump("\"" + "x".repeat(TOO_MANY_BYTES) + "\"", apiKey)));
    checks.equal("oversized body: status", 400, oversized.status());
    checks.equal(
        "oversized body: code", "BadJsonBody", oversized.json().path("code").asString("none"));
    checks.isStored(calls, "oversized body");

    var malformed = calls.curl("/api/mutation", "{\"path\": \"tasks:dumpData\", ");
    checks.equal("malformed JSON: status", 400, malformed.status());
    checks.equal(
        "malformed JSON: code", "BadJsonBody", malformed.json().path("code").asString("none"));
    checks.isStored(calls, "malformed JSON");
  }

  /// After a restart: the same data, functions and key, and new calls work.
  void runAgain(HooklessCalls calls) {
    checks.isStored(calls, "after SIGKILL and restart");
    var answer = calls.client("mutation", "tasks:dumpData", dump("3", apiKey));
    checks.accepted(
        "after restart: functions and API_KEY are there without a push",
        answer.matches("\\{\"value\":\"[0-9a-z]{32}\"}"),
        answer);
    checks.stores("3.0", calls, "after restart");
    refusedKey(calls, "after restart: wrong key", "wrong");
  }

  private static String dump(String data, String key) {
    return "{\"data\":%s,\"apiKey\":\"%s\"}".formatted(data, key);
  }
}

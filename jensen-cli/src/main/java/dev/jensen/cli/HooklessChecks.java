package dev.jensen.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Checks calls of the example: the answer of each, and then what is stored.
final class HooklessChecks {

  private final Checks checks;
  private final JsonMapper json = JsonMapper.shared();
  private final List<String> stored = new ArrayList<>();

  HooklessChecks(Checks checks) {
    this.checks = checks;
  }

  /// The last call has stored `data`, as JSON.
  void stores(String data, HooklessCalls calls, String name) {
    stored.add(data);
    isStored(calls, name);
  }

  /// How many dumps there should be.
  int count() {
    return stored.size();
  }

  void equal(String name, Object expected, Object actual) {
    checks.equal(name, expected, actual);
  }

  /// A failed call is an answer with status 200, the same text for both callers.
  void refused(HooklessCalls calls, String name, String path, String args, String messagePattern) {
    var response = calls.curl("/api/mutation", call(path, args));
    var message = response.json().path("errorMessage").asString("no errorMessage: " + response);
    var pattern = quote("[Request ID: demo] Server Error\n") + messagePattern;
    accepted(
        name + ", curl",
        response.status() == 200
            && response.json().path("status").asString("").equals("error")
            && message.matches(pattern),
        response);
    isStored(calls, name + ", curl");

    var answer = json.readTree(calls.client("mutation", path, args)).path("error").asString("none");
    accepted(
        name + ", ConvexHttpClient",
        answer.matches("\\[Request ID: [0-9a-f]{16}] Server Error\n" + messagePattern),
        answer);
    isStored(calls, name + ", ConvexHttpClient");
  }

  void accepted(String name, boolean right, Object actual) {
    checks.equal(name + ": answer", "as specified", right ? "as specified" : actual);
  }

  void isStored(HooklessCalls calls, String name) {
    var expected = json.readTree("[" + String.join(",", stored) + "]").toString();
    checks.equal(name + ": stored data", plain(expected), plain(calls.stored()));
  }

  private static String plain(String numbers) {
    return numbers.replaceAll("(\\d)\\.0\\b", "$1");
  }

  static String quote(String text) {
    return Pattern.quote(text);
  }

  static String call(String path, String args) {
    return "{\"path\":\"%s\",\"args\":%s}".formatted(path, args);
  }
}

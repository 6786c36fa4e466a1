package dev.jensen.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `jensen token`: tokens of services, which may call some functions without being administrators.
@Command(
    name = "token",
    description = "Give tokens to services: each may call the functions that its patterns allow.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.Listing.class,
      TokenCommand.Rotate.class,
      TokenCommand.Revoke.class
    })
final class TokenCommand {

  private static final String PATH = "/api/jensen/v1/tokens";

  private TokenCommand() {}

  /// The token alone goes to standard output, so that a script can keep it.
  private static void print(ServerOptions server, JsonNode created) {
    server.out().println(created.get("token").asString());
    server
        .err()
        .printf(
            "The token of '%s' is good until %s. It is shown only now: keep it as you keep a"
                + " password.%nClients send it as 'Authorization: Bearer TOKEN', or take it with"
                + " setAuth.%n",
            created.get("name").asString(), created.get("expires").asString());
  }

  private static ObjectNode body(String name) {
    return JsonMapper.shared().createObjectNode().put("name", name);
  }

  private static long seconds(Duration time) {
    return Math.min(time.toSeconds(), Integer.MAX_VALUE);
  }

  @Command(
      name = "create",
      description = "Make a token and print it, once.",
      mixinStandardHelpOptions = true)
  static final class Create implements Runnable {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "How people and functions know the service.")
    private String name = "";

    @Option(
        names = "--allow",
        paramLabel = "PATTERN",
        description = {
          "What it may call: 'tasks:dumpData', 'tasks:*' for public functions, 'internal:jobs/*'"
              + " for",
          "internal ones, 'http:/hooks/*' for HTTP actions. May be given more than once."
        })
    private List<String> allow = new ArrayList<>();

    @Option(
        names = "--act-as",
        paramLabel = "ISSUER|SUBJECT",
        description = "Users it may act for, such as 'https://issuer.example|*'.")
    private List<String> actAs = new ArrayList<>();

    @Option(
        names = "--expires",
        defaultValue = "90d",
        converter = Lifespan.class,
        description = "For how long: 90d, 12h, 30m. Default: ${DEFAULT-VALUE}")
    private Duration expires = Duration.ofDays(90);

    @Override
    public void run() {
      var body = body(name).put("lifetimeSeconds", seconds(expires));
      allow.forEach(body.putArray("allow")::add);
      actAs.forEach(body.putArray("actAs")::add);
      print(server, server.post(PATH + "/create", body));
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Make a new token in place of the one of this name, and print it, once.",
        "The old one stays good for a while, so that nothing fails until the new one is everywhere."
      },
      mixinStandardHelpOptions = true)
  static final class Rotate implements Runnable {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "The service.")
    private String name = "";

    @Option(
        names = "--overlap",
        defaultValue = "1h",
        converter = Lifespan.class,
        description =
            "How long the old one stays good; 0 ends it at once. Default: ${DEFAULT-VALUE}")
    private Duration overlap = Duration.ofHours(1);

    @Option(
        names = "--expires",
        converter = Lifespan.class,
        description = "For how long the new one is good. Default: as long as the old one was")
    private @Nullable Duration expires;

    @Override
    public void run() {
      var body = body(name).put("overlapSeconds", seconds(overlap));
      if (expires != null) {
        body.put("lifetimeSeconds", seconds(expires));
      }
      print(server, server.post(PATH + "/rotate", body));
    }
  }

  @Command(
      name = "revoke",
      description = "End the tokens of a service at once, on open connections too.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Runnable {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(paramLabel = "NAME", description = "The service, or the id of one of its tokens.")
    private String name = "";

    @Override
    public void run() {
      var answer = server.post(PATH + "/revoke", body(name));
      server.err().printf("Tokens of '%s' ended: %d%n", name, answer.get("revoked").asInt());
    }
  }

  @Command(
      name = "list",
      description = "List the tokens, and when they were used.",
      mixinStandardHelpOptions = true)
  static final class Listing implements Runnable {

    private static final int FRACTION = 19;

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(names = "--uses", description = "Also show what they were used for lately.")
    private boolean uses;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run() {
      var answer = server.get(PATH);
      if (json) {
        server.out().println(answer.toPrettyString());
        return;
      }
      row("NAME", "ID", "STATE", "EXPIRES", "USES", "LAST USED", "ALLOWED");
      answer.get("tokens").forEach(this::print);
      if (uses) {
        server.out().println();
        answer.get("uses").forEach(this::printUse);
      }
    }

    private void print(JsonNode token) {
      var allowed = new ArrayList<String>();
      token.get("allow").forEach(pattern -> allowed.add(pattern.asString()));
      token.get("actAs").forEach(pattern -> allowed.add("as " + pattern.asString()));
      row(
          token.get("name").asString(),
          token.get("id").asString(),
          token.get("state").asString(),
          time(token.get("expires")),
          Long.toString(token.get("uses").asLong()),
          token.get("lastUsed").isNull() ? "never" : time(token.get("lastUsed")),
          String.join(", ", allowed));
    }

    private void printUse(JsonNode use) {
      server
          .out()
          .printf(
              "%s  %s  %s %s %dx%n",
              time(use.get("last")),
              use.get("id").asString(),
              use.get("outcome").asString().replace('_', ' '),
              use.get("function").asString(),
              use.get("count").asLong());
    }

    private static String time(JsonNode instant) {
      var text = instant.asString();
      return text.substring(0, Math.min(FRACTION, text.length())) + "Z";
    }

    private void row(String... cells) {
      server.out().printf(Locale.ROOT, "%-20s %-16s %-8s %-20s %8s %-20s %s%n", (Object[]) cells);
    }
  }
}

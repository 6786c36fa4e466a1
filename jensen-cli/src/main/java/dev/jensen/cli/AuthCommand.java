package dev.jensen.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `jensen auth`: why a token is accepted or refused, tokens for development, keys for libraries.
@Command(
    name = "auth",
    description = "Find out why a token is refused; tokens and keys for development.",
    mixinStandardHelpOptions = true,
    subcommands = {AuthCommand.Check.class, AuthCommand.Token.class, AuthInitCommand.class})
final class AuthCommand {

  private AuthCommand() {}

  @Command(
      name = "check",
      description = {
        "Say which provider a token belongs to and, claim by claim, why it is accepted or refused.",
        "Exit code 0: accepted, 1: refused. Service tokens and admin keys can be checked, too."
      },
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(
        paramLabel = "TOKEN",
        description = "The token; '-' reads it from standard input, where nobody else sees it.")
    private String token = "";

    @Override
    public Integer call() {
      var body = JsonMapper.shared().createObjectNode().put("token", bare(Input.text(token)));
      var report = server.post("/api/jensen/v1/auth/check", body);
      boolean isAccepted = report.get("accepted").asBoolean();
      server
          .out()
          .printf(
              "%s: %s%n",
              isAccepted
                  ? "accepted as " + report.get("kind").asString()
                  : "refused with " + report.get("code").asString(),
              report.get("reason").asString());
      if (report.has("provider")) {
        var provider = report.get("provider");
        server.out().printf("provider: %s%n", provider.isNull() ? "none" : provider.asString());
      }
      report
          .path("parts")
          .forEach(part ->
              server
                  .out()
                  .printf(
                      "  %s %-9s %s%n",
                      part.get("good").asBoolean() ? "✓" : "✗",
                      part.get("part").asString(),
                      part.get("text").asString()));
      if (report.has("identity")) {
        server.out().printf("identity: %s%n", report.get("identity"));
      }
      return isAccepted ? 0 : 1;
    }

    /// People copy whole headers.
    private static String bare(String text) {
      return text.strip().replaceFirst("^(?i)(authorization:\\s*)?((bearer|convex)\\s+)?", "");
    }
  }

  @Command(
      name = "token",
      description = {
        "Print a token of any user, for development, from a server with --dev-issuer.",
        "Name the issuer in convex/auth.config.ts: { domain: process.env.CONVEX_CLOUD_URL +",
        "\"/api/jensen/dev-issuer\", applicationID: \"dev\" }"
      },
      mixinStandardHelpOptions = true)
  static final class Token implements Runnable {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(names = "--subject", required = true, description = "The user's id at the issuer.")
    private String subject = "";

    @Option(
        names = "--claim",
        paramLabel = "NAME=VALUE",
        description =
            "One more claim; the value is JSON, or else a text. May be given more than once.")
    private Map<String, String> claims = new LinkedHashMap<>();

    @Option(
        names = "--expires",
        defaultValue = "1h",
        converter = Lifespan.class,
        description = "For how long. Default: ${DEFAULT-VALUE}")
    private Duration expires = Duration.ofHours(1);

    @Override
    public void run() {
      var body =
          JsonMapper.shared()
              .createObjectNode()
              .put("subject", subject)
              .put("lifetimeSeconds", Math.min(expires.toSeconds(), Integer.MAX_VALUE));
      var json = body.putObject("claims");
      claims.forEach((name, value) -> json.set(name, json(value)));
      server.out().println(server.post("/api/jensen/v1/auth/token", body).get("token").asString());
    }

    private static JsonNode json(String value) {
      try {
        return JsonMapper.shared().readTree(value);
      } catch (JacksonException _) {
        return JsonMapper.shared().getNodeFactory().stringNode(value);
      }
    }
  }
}

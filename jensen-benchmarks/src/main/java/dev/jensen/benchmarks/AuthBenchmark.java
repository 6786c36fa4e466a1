package dev.jensen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// What it costs to know who calls: the same calls with and without a user's token, password
/// sign-ins of Convex Auth (whose scrypt is JavaScript in a mutation), and the first call of a user
/// after a start.
///
/// The deployment issues the tokens itself. Rounds are interleaved; the table shows the median
/// round and the spread.
final class AuthBenchmark {

  private static final int ROUNDS = 3;
  private static final int SIGN_INS = 20;
  private static final List<Integer> CALLERS = List.of(1, 8, 64);
  private static final String WITH_TOKEN = ", token";
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  private final Duration round;

  private AuthBenchmark(Duration round) {
    this.round = round;
  }

  static void main(List<String> arguments) throws IOException, GeneralSecurityException {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    new AuthBenchmark(Duration.ofSeconds(seconds)).run();
  }

  private void run() throws IOException, GeneralSecurityException {
    Path project = JavaScriptProject.install("auth");
    Path data = Files.createTempDirectory("jensen-auth");
    System.out.printf(
        "%d cores, %d rounds of %ds%n",
        Runtime.getRuntime().availableProcessors(), ROUNDS, round.toSeconds());
    int port;
    String token;
    try (var jensen = JensenServer.start(data, project)) {
      port = jensen.port();
      setKeys(jensen, project);
      token = signIns(port);
      measure(loads(port, token));
    }
    firstCall(data, token);
  }

  private static void setKeys(JensenServer jensen, Path project) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    var encoder = Base64.getUrlEncoder().withoutPadding();
    var open = (RSAPublicKey) keys.getPublic();
    jensen.convex(
        project,
        "env",
        "set",
        "JWT_PRIVATE_KEY",
        "--",
        "-----BEGIN PRIVATE KEY----- %s -----END PRIVATE KEY-----"
            .formatted(Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded())));
    jensen.convex(
        project,
        "env",
        "set",
        "JWKS",
        "--",
        "{\"keys\":[{\"use\":\"sig\",\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}]}"
            .formatted(
                encoder.encodeToString(unsigned(open.getModulus().toByteArray())),
                encoder.encodeToString(unsigned(open.getPublicExponent().toByteArray()))));
  }

  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
  }

  /// Signs up, signs in again and again, and returns the last token.
  private static String signIns(int port) throws IOException {
    var latencies = LoadResult.emptyHistogram();
    String token = sign(port, "signUp");
    for (int i = 0; i < SIGN_INS; i++) {
      long start = System.nanoTime();
      token = sign(port, "signIn");
      latencies.recordValue(System.nanoTime() - start);
    }
    System.out.printf(
        "%d password sign-ins, one after the other: p50 %.0f ms, max %.0f ms, together %.1f s%n",
        SIGN_INS,
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getMaxValue() / 1e6,
        latencies.getMean() * SIGN_INS / 1e9);
    return token;
  }

  private static String sign(int port, String flow) throws IOException {
    try (var connection = new HttpConnection(port)) {
      String answer =
          connection.post(
              "/api/action",
              """
              {"path":"auth:signIn","format":"json","args":[{"provider":"password","params":\
              {"email":"a@example.com","password":"correct horse battery","flow":"%s"}}]}\
              """
                  .formatted(flow));
      var matcher = TOKEN.matcher(answer);
      if (!matcher.find()) {
        throw new IllegalStateException("no token: %s".formatted(answer));
      }
      return matcher.group(1);
    }
  }

  private static SequencedMap<String, HttpLoad> loads(int port, String token) {
    var loads = new LinkedHashMap<String, HttpLoad>();
    var queries = new HttpLoad(port, "/api/query", _ -> call("notes:latest"));
    var questions = new HttpLoad(port, "/api/query", _ -> call("notes:who"));
    var mutations = new HttpLoad(port, "/api/mutation", _ -> call("notes:add"));
    loads.put("cached query", queries);
    loads.put("cached query" + WITH_TOKEN, queries.as(token));
    loads.put("query of who calls", questions);
    loads.put("query of who calls" + WITH_TOKEN, questions.as(token));
    loads.put("mutation", mutations);
    loads.put("mutation" + WITH_TOKEN, mutations.as(token));
    return loads;
  }

  private static String call(String path) {
    return "{\"path\":\"%s\",\"format\":\"json\",\"args\":[{}]}".formatted(path);
  }

  private void measure(SequencedMap<String, HttpLoad> loads) {
    loads.values().forEach(load -> load.run(CALLERS.getLast(), round));
    System.out.printf("%-34s %7s %s%n", "", "callers", Rounds.HEADER);
    for (int callers : CALLERS) {
      var results = new LinkedHashMap<String, List<LoadResult>>();
      for (int i = 0; i < ROUNDS; i++) {
        loads.forEach((name, load) ->
            results.computeIfAbsent(name, _ -> new ArrayList<>()).add(load.run(callers, round)));
      }
      results.forEach((name, each) ->
          System.out.printf(
              "%-34s %7d %s%s%n", name, callers, Rounds.of(each).row(), share(name, results)));
    }
  }

  /// How many of the calls without a token the same ones with it come to; aimed at is 90 %.
  private static String share(String name, Map<String, List<LoadResult>> results) {
    var known = results.get(name);
    var open = results.get(name.replace(WITH_TOKEN, ""));
    if (known == null || open == null || !name.endsWith(WITH_TOKEN)) {
      return "";
    }
    return "  %3.0f %% of those without"
        .formatted(100 * callsPerSecond(known) / callsPerSecond(open));
  }

  private static double callsPerSecond(List<LoadResult> rounds) {
    return Rounds.of(rounds).median().callsPerSecond();
  }

  /// The keys of the token must be fetched first: from the deployment itself.
  private static void firstCall(Path data, String token) throws IOException {
    try (var jensen = JensenServer.start(data);
        var connection = new HttpConnection(jensen.port(), token)) {
      long start = System.nanoTime();
      String answer = connection.post("/api/query", call("notes:who"));
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      if (!answer.startsWith("{\"status\":\"success\"")) {
        throw new IllegalStateException(answer);
      }
      System.out.printf(
          "ready after %d ms, the first call of a user answered %d ms later%n",
          jensen.coldStart().toMillis(), millis);
    }
  }
}

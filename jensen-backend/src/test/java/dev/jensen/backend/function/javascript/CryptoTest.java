package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.EnvironmentTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.model.FunctionType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `crypto` in functions: what it computes, beside the standards and beside Node, and what it
/// refuses (`spec/function-runtime.md` §11.1, §11.2, §11.4).
@Timeout(300)
class CryptoTest {

  private static final String REFUSED =
      "Error: Can't use cryptographic randomness in queries and mutations. Please consider using an"
          + " action. See https://docs.convex.dev/functions/actions for more details.";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Path NODE_SCRIPT =
      Path.of("src", "test", "js", "apps", "crypto", "node.mjs");

  private static final JavaScriptRuntime RUNTIME = Runtimes.start();

  private final AppRunner app =
      new AppRunner(RUNTIME, TestApp.load("crypto").code("crypto", Map.of()));

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  @Test
  void digestsAreThoseOfTheStandard() {
    assertThat(query("vectors.js:digests"))
        .isEqualTo(
            parsed(
                """
                {"sha-1": "a9993e364706816aba3e25717850c26c9cd0d89d",
                "SHA-256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "SHA-384": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
                "SHA-512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}\
                """));
  }

  @Test
  void authenticationCodesAreThoseOfTheStandard() {
    assertThat(query("vectors.js:hmacs"))
        .isEqualTo(
            parsed(
                """
                ["5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"]\
                """));
  }

  @Test
  void aesIsThatOfTheStandard() {
    assertThat(query("vectors.js:aes"))
        .isEqualTo(
            parsed(
                """
                {"cbc": "7649abac8119b246cee98e9b12e9197d",
                "ctr": "874d6191b620e3261bef6864990db6ce",
                "kw": "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5",
                "gcmTag": "5bc94fbc3221a5db94fae95ae7121a47",
                "gcmShortVectorTag": "3612d2e79e3b0785561be14aaca2fccb"}\
                """));
  }

  @Test
  void derivedBitsAreThoseOfTheStandard() {
    assertThat(query("vectors.js:derivations"))
        .isEqualTo(
            parsed(
                """
                ["3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
                "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896",
                "4b007901b765489abead49d926f721d065a429c1",
                "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a"]\
                """));
  }

  @Test
  void curve25519IsThatOfTheStandard() {
    assertThat(query("vectors.js:curves25519"))
        .isEqualTo(
            parsed(
                """
                [["d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"],
                ["3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"],
                ["8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
                "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"]]\
                """));
  }

  @Test
  void webSignaturesAreThoseOfTheStandard() {
    assertThat(query("vectors.js:webSignatures")).isEqualTo(parsed("[true, true, true]"));
    assertThat(query("vectors.js:rsaSignature").asString())
        .startsWith("702e218943e88fd11eb5d82dbf7845f34106ae1b81fff7731116add1717d83656d420afd3c96")
        .hasSize(512);
  }

  @Test
  void whatNodeMadeIsUnderstood() throws Exception {
    JsonNode made = JSON.readTree(node("produce", ""));
    var failures = new ArrayList<String>();

    for (var family : made.properties()) {
      for (FunctionType type : List.of(FunctionType.ACTION, FunctionType.QUERY)) {
        takes(type, family.getKey(), family.getValue())
            .forEach(failure -> failures.add("%s %s".formatted(type, failure)));
      }
    }

    assertThat(made.size()).isEqualTo(9);
    assertThat(failures).isEmpty();
  }

  @Test
  void whatActionsMakeIsUnderstoodByNodeAndByThemselves() throws Exception {
    var made = new TreeMap<String, JsonNode>();
    for (String family : List.of("hmac", "aes", "wrap", "rsa", "ecdsa", "agreement", "ed25519")) {
      String cases =
          run(FunctionType.ACTION, "exchange.js:makes", arguments("family", family)).asString();
      made.put(family, parsed(cases));
      assertThat(takes(FunctionType.QUERY, family, parsed(cases))).isEmpty();
    }

    assertThat(node("consume", JSON.writeValueAsString(made)).strip()).isEqualTo("[]");
  }

  /// What is wrong with the cases, each looked at by a call of its own: a query has a second.
  private List<String> takes(FunctionType type, String family, JsonNode cases) {
    String function = type == FunctionType.QUERY ? "takesInQuery" : "takesInAction";
    var failures = new ArrayList<String>();
    for (var one : cases) {
      String arguments = arguments("family", family, "cases", "[%s]".formatted(one));
      run(type, "exchange.js:%s".formatted(function), arguments)
          .forEach(failure -> failures.add(failure.asString()));
    }
    return failures;
  }

  @Test
  void onlyActionsHaveRandomness() {
    String keys = "[" + run(FunctionType.ACTION, "rules.js:makeKeys", "[{}]") + "]";

    for (var refusing :
        Map.of("randomInQuery", FunctionType.QUERY, "randomInMutation", FunctionType.MUTATION)
            .entrySet()) {
      JsonNode outcomes = run(refusing.getValue(), "rules.js:" + refusing.getKey(), keys);
      assertThat(outcomes.size()).isEqualTo(9);
      for (var outcome : outcomes.properties()) {
        boolean needsNone = outcome.getKey().equals("pkcs1Sign");
        assertThat(outcome.getValue().asString())
            .as(outcome.getKey())
            .isEqualTo(needsNone ? "worked" : REFUSED);
      }
    }
    run(FunctionType.ACTION, "rules.js:randomInAction", keys)
        .properties()
        .forEach(outcome ->
            assertThat(outcome.getValue().asString()).as(outcome.getKey()).isEqualTo("worked"));
  }

  @Test
  void theSeedDecidesInQueriesAndNothingInActions() {
    JsonNode drawn = query("rules.js:drawnInQuery");

    assertThat(query("rules.js:drawnInQuery")).isEqualTo(drawn);
    assertThat(drawn.valueStream().distinct().count()).isGreaterThan(30);
    JsonNode first = run(FunctionType.ACTION, "rules.js:drawnInAction", "[{}]");
    JsonNode second = run(FunctionType.ACTION, "rules.js:drawnInAction", "[{}]");
    assertThat(first.get(0)).isNotEqualTo(second.get(0));
    assertThat(first.get(1)).isNotEqualTo(second.get(1));
  }

  @Test
  void userCodeCannotAskTheWorkerItself() {
    assertThat(run(FunctionType.ACTION, "rules.js:outside", "[{}]"))
        .isEqualTo(
            parsed(
                """
                {"async": "Error: Unknown operation random:secure 16",
                "number": "TypeError: A syscall takes two strings",
                "syscall": "Error: Unknown operation random:secure 16"}\
                """));
  }

  @Test
  void mistakesHaveTheNamesOfTheStandard() {
    JsonNode outcomes = query("rules.js:mistakes");
    var names = new TreeMap<String, String>();
    outcomes
        .properties()
        .forEach(outcome ->
            names.merge(
                outcome.getValue().asString().replaceFirst(":.*", ""),
                outcome.getKey(),
                (one, other) -> one + " " + other));

    assertThat(names)
        .containsOnlyKeys(
            "DataError",
            "InvalidAccessError",
            "NotSupportedError",
            "OperationError",
            "SyntaxError",
            "TypeError");
    assertThat(words(names, "DataError"))
        .containsExactlyInAnyOrder(
            "badLength",
            "emptyHmac",
            "badSpki",
            "notOnCurve",
            "infinity",
            "zeroPrivateKey",
            "otherPrivateKey",
            "otherCurve",
            "jwkType",
            "jwkUse",
            "jwkOperations",
            "jwkDuplicates",
            "jwkExtractable",
            "jwkAlgorithm",
            "jwkText",
            "jwkMissing");
    assertThat(words(names, "InvalidAccessError"))
        .containsExactlyInAnyOrder("otherAlgorithm", "otherUsage", "unextractable");
    assertThat(words(names, "NotSupportedError"))
        .containsExactlyInAnyOrder("unknownDigest", "signWithAes", "otherFormat", "unknownCurve");
    assertThat(words(names, "OperationError"))
        .containsExactlyInAnyOrder(
            "wrongTag",
            "wrongShortTag",
            "noTag",
            "tagLength",
            "shortVector",
            "wrongPadding",
            "counter",
            "wrapOddly",
            "unwrapBadly",
            "hkdfLength",
            "hkdfTooLong",
            "hkdfNoLength",
            "noIterations",
            "manyIterations",
            "tooLarge");
    assertThat(words(names, "SyntaxError"))
        .containsExactlyInAnyOrder("noUsages", "badUsage", "extractablePassword");
    assertThat(words(names, "TypeError"))
        .containsExactlyInAnyOrder(
            "digestOfText",
            "digestOfNothing",
            "notAKey",
            "unknownUsage",
            "unknownFormat",
            "noCurve",
            "jwkBytes",
            "noVector",
            "negativeIterations",
            "newKey",
            "newSubtle");
  }

  @Test
  void aPointMayBeCompressed() {
    assertThat(query("rules.js:compressedPoint").valueStream().map(JsonNode::asString))
        .containsOnlyOnce("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
        .hasSize(2);
  }

  @Test
  void aKeyShowsWhatItIsAndKeepsTheRest() {
    assertThat(query("rules.js:shape"))
        .isEqualTo(
            parsed(
                """
                {"instances": [true, true, true],
                "key": ["secret", false, "HMAC", 24],
                "own": [0, "{}"],
                "same": true,
                "sameSubtle": true,
                "signed": 32,
                "tags": ["[object CryptoKey]", "[object SubtleCrypto]"]}\
                """));
  }

  @Test
  void promisesResolveInTheOrderOfTheirCalls() {
    assertThat(query("rules.js:order")).isEqualTo(parsed("[\"first\", \"second\", \"third\"]"));
    assertThat(app.operations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keysOfModulesOutliveTheirImport(boolean withSnapshot) {
    var modules = TestApp.load("crypto");
    if (!withSnapshot) {
      modules = modules.and("unsnapshotable.js", UNSNAPSHOTABLE);
    }
    var other = new AppRunner(RUNTIME, modules.code("imported " + withSnapshot, Map.of()));

    assertThat(parsed(json(other.query("imported.js:use"))))
        .isEqualTo(
            parsed(
                """
                {"ed25519": true,
                "hmac": true,
                "refused": {
                  "generate": "cryptographic randomness unsupported at import time",
                  "uuid": "cryptographic randomness unsupported at import time",
                  "values": "cryptographic randomness unsupported at import time"},
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}\
                """));
  }

  private static final String UNSNAPSHOTABLE =
      "export const held = new WebAssembly.Memory({ initial: 1 });";

  @Test
  void joseSignsInActionsAndVerifiesInQueries() {
    String made = run(FunctionType.ACTION, "libraries.js:tokens", "[{}]").asString();
    String arguments =
        "["
            + JSON.writeValueAsString(
                Map.of("made", made, "currentDate", System.currentTimeMillis()))
            + "]";

    assertThat(
            run(FunctionType.QUERY, "libraries.js:verify", arguments)
                .valueStream()
                .map(JsonNode::asString))
        .containsExactly(
            "RS256 alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "PS256 alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "ES256 alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "ES384 alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "ES512 alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "EdDSA alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
            "HS256 alice ERR_JWS_SIGNATURE_VERIFICATION_FAILED");
  }

  @Test
  void joseEncryptsInActions() {
    assertThat(
            run(FunctionType.ACTION, "libraries.js:encrypted", "[{}]")
                .valueStream()
                .map(JsonNode::asString))
        .containsExactly("RSA-OAEP-256 yes", "ECDH-ES+A128KW yes", "dir yes");
  }

  @Test
  void passwordsAreHashedInMutations() {
    assertThat(parsed(json(app.mutation("libraries.js:password"))))
        .isEqualTo(parsed("[64, true, false]"));
    assertThat(query("libraries.js:twice")).isEqualTo(parsed("[true, true]"));
  }

  private JsonNode query(String path) {
    return run(FunctionType.QUERY, path, "[{}]");
  }

  private JsonNode run(FunctionType type, String path, String arguments) {
    return parsed(json(app.run(path, type, arguments, 7)));
  }

  private static JsonNode parsed(String json) {
    return JSON.readTree(json);
  }

  private static String arguments(String... namesAndValues) {
    var arguments = new TreeMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      arguments.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return JSON.writeValueAsString(List.of(arguments));
  }

  private static List<String> words(Map<String, String> names, String error) {
    return List.of(names.getOrDefault(error, "").split(" ", -1));
  }

  private static String node(String command, String input)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("node", "--no-warnings", NODE_SCRIPT.toString(), command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var writer = process.outputWriter()) {
      writer.write(input);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }
}

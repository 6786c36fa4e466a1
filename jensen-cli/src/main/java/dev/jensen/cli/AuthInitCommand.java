package dev.jensen.cli;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `jensen auth init`: the keys with which a deployment issues its own tokens (`spec/auth.md` §13).
@Command(
    name = "init",
    description = {
      "Make a key pair and set the variables that Convex Auth (JWT_PRIVATE_KEY, JWKS) and the"
          + " Auth.js",
      "adapter (CONVEX_AUTH_PRIVATE_KEY, JWKS) need. Existing ones are kept unless --force is"
          + " given."
    },
    mixinStandardHelpOptions = true)
final class AuthInitCommand implements Runnable {

  private static final int KEY_BITS = 2048;
  private static final int LINE_CHARS = 64;
  private static final List<String> NAMES =
      List.of("JWT_PRIVATE_KEY", "JWKS", "CONVEX_AUTH_PRIVATE_KEY");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--force",
      description = "Replace existing keys: tokens that were signed with them end.")
  private boolean force;

  @Override
  public void run() {
    var existing = server.get("/api/v1/list_environment_variables").get("environmentVariables");
    var kept = NAMES.stream().filter(existing::has).toList();
    if (!force && kept.size() == NAMES.size()) {
      server.err().printf("Already set, and kept: %s%n", String.join(", ", kept));
      return;
    }
    if (!force && !kept.isEmpty()) {
      throw new CommandFailure(
          "%s set already, and keys belong together: nothing was changed. Remove what is set with 'npx convex env remove', or replace all with --force."
              .formatted(String.join(", ", kept) + (kept.size() == 1 ? " is" : " are")));
    }
    set(variables(generate()));
    server
        .err()
        .printf(
            "Set: %s%nFor the Auth.js adapter, put CONVEX_AUTH_PRIVATE_KEY into the environment of"
                + " the web application too: npx convex env get CONVEX_AUTH_PRIVATE_KEY%n",
            String.join(", ", NAMES));
  }

  private void set(Map<String, String> variables) {
    var body = JSON.createObjectNode();
    var changes = body.putArray("changes");
    variables.forEach((name, value) -> changes.addObject().put("name", name).put("value", value));
    var _ = server.post("/api/v1/update_environment_variables", body);
  }

  private static KeyPair generate() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static Map<String, String> variables(KeyPair pair) {
    var pem = pem(pair.getPrivate().getEncoded());
    var variables = new LinkedHashMap<String, String>();
    variables.put("JWT_PRIVATE_KEY", pem);
    variables.put("JWKS", keySet((RSAPublicKey) pair.getPublic()));
    variables.put("CONVEX_AUTH_PRIVATE_KEY", pem);
    return variables;
  }

  /// With spaces in place of line ends, as these libraries have it in variables.
  private static String pem(byte[] key) {
    var lines = Base64.getMimeEncoder(LINE_CHARS, new byte[] {' '}).encodeToString(key);
    return "-----BEGIN PRIVATE KEY----- %s -----END PRIVATE KEY-----".formatted(lines);
  }

  private static String keySet(RSAPublicKey key) {
    var set = JSON.createObjectNode();
    set.putArray("keys")
        .addObject()
        .put("use", "sig")
        .put("kty", "RSA")
        .put("n", unsigned(key.getModulus()))
        .put("e", unsigned(key.getPublicExponent()));
    return set.toString();
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int start = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
  }
}

package dev.jensen.backend.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Issues tokens of any user to whoever runs the deployment, for development without a cloud login.
/// The deployment asks for what it publishes within the process; other services of the project,
/// which verify the same tokens, ask over HTTP.
///
/// Thread-safe.
public final class DevelopmentIssuer implements SiteFetcher {

  /// Below the address that clients use. A project writes it into its `auth.config.ts`.
  public static final String PATH = "/api/jensen/dev-issuer";

  private static final String FILE = "dev-issuer.jwk";
  private static final String DISCOVERY = PATH + "/.well-known/openid-configuration";
  private static final String KEYS = PATH + "/keys";
  private static final int KEY_BITS = 2048;
  private static final int NOT_FOUND = 404;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final World world;
  private final String issuer;
  private final RSAKey key;
  private final SiteFetcher others;

  private DevelopmentIssuer(World world, String issuer, RSAKey key, SiteFetcher others) {
    this.world = world;
    this.issuer = issuer;
    this.key = key;
    this.others = others;
  }

  /// The issuer of the deployment in `data`, whose key is made at the first start.
  ///
  /// @param cloud the address that clients use
  /// @param others answers for everything else that the deployment publishes
  /// @throws IOException if the key cannot be read or written
  public static DevelopmentIssuer open(World world, Path data, String cloud, SiteFetcher others)
      throws IOException {
    var file = data.resolve(FILE);
    if (!Files.exists(file)) {
      create(file);
    }
    try {
      var key = JWK.parse(Files.readString(file)).toRSAKey();
      return new DevelopmentIssuer(world, cloud + PATH, key, others);
    } catch (ParseException | ClassCastException e) {
      throw new IOException("%s holds no key".formatted(file), e);
    }
  }

  private static void create(Path file) throws IOException {
    var draft = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new");
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
    try {
      var key =
          new RSAKeyGenerator(KEY_BITS)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint(true)
              .generate();
      Files.writeString(draft, key.toJSONString(), StandardOpenOption.SYNC);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// The `iss` of its tokens.
  public String issuer() {
    return issuer;
  }

  /// What it publishes, as JSON by path: nothing that is secret.
  public Map<String, String> documents() {
    var discovery =
        JSON.createObjectNode()
            .put("issuer", issuer)
            .put("jwks_uri", issuer + KEYS.substring(PATH.length()));
    return Map.of(DISCOVERY, discovery.toString(), KEYS, new JWKSet(key.toPublicJWK()).toString());
  }

  @Override
  public Answer get(URI url) {
    var path = url.getPath();
    if (path == null || !path.startsWith(PATH)) {
      return others.get(url);
    }
    var document = documents().get(path);
    return document == null
        ? Answer.empty(NOT_FOUND)
        : new Answer(200, Map.of("content-type", "application/json"), document);
  }

  /// A token of the user `subject`.
  ///
  /// @param claims more of them
  public String issue(
      String subject, String audience, Map<String, JsonNode> claims, Duration lifetime) {
    long now = world.now().getEpochSecond();
    var payload = JSON.createObjectNode();
    claims.forEach(payload::set);
    payload
        .put("iss", issuer)
        .put("sub", subject)
        .put("aud", audience)
        .put("iat", now)
        .put("exp", now + lifetime.toSeconds());
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    var token = new JWSObject(header, new Payload(payload.toString()));
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the key cannot sign", e);
    }
    return token.serialize();
  }
}

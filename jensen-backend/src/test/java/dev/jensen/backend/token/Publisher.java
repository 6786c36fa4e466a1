package dev.jensen.backend.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// What issuers of tokens publish, by address; a test can change it, and count who asks.
public final class Publisher implements SiteFetcher {

  static final String DISCOVERY = "/.well-known/openid-configuration";
  static final String KEYS = "/keys";

  // Making a key takes long.
  private static final RSAKey KEY = rsa("one");
  private static final RSAKey OTHER = rsa("two");

  private final Map<String, Answer> documents = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /// The key that tokens are signed with.
  public static RSAKey key() {
    return KEY;
  }

  /// Another key, which is published only where a test does so.
  public static RSAKey other() {
    return OTHER;
  }

  /// A set of the public parts.
  public static String keySet(JWK... keys) {
    return new JWKSet(List.of(keys)).toString();
  }

  /// Publishes what OIDC needs: a discovery document and one RSA key.
  public Publisher publishIssuer(String issuer) {
    return publish(
            issuer + DISCOVERY,
            "{\"issuer\":\"%s\",\"jwks_uri\":\"%s%s\"}".formatted(issuer, issuer, KEYS))
        .publish(issuer + KEYS, keySet(key()));
  }

  Publisher publish(String url, String json) {
    return publish(url, 200, json, "Content-Type", "application/json");
  }

  /// Publishes a document with these headers, alternately names and values.
  public Publisher publish(String url, int status, String body, String... headers) {
    var byName = new HashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) {
      byName.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    documents.put(url, new Answer(status, byName, body));
    return this;
  }

  /// How often `url` was asked for.
  int requests(String url) {
    return (int) requests.stream().filter(url::equals).count();
  }

  @Override
  public Answer get(URI url) {
    requests.add(url.toString());
    return documents.getOrDefault(url.toString(), Answer.empty(404));
  }
}

package dev.jensen.backend.file;

import dev.jensen.backend.world.World;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Gives out and checks the tokens in upload URLs (`spec/http-api.md` §7.1,
/// `docs/formats/upload-token.md`): whoever has one may store files for an hour.
///
/// Thread-safe.
public final class UploadTokens {

  private static final Duration VALID = Duration.ofHours(1);
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 32;
  private static final int NONCE_BYTES = 8;
  private static final int NAME_AT = 1 + Long.BYTES + NONCE_BYTES;

  /// Longer than any token: names of instances are short.
  private static final int CHARACTERS_MAX = 4096;

  private final World world;
  private final SecretKeySpec key;
  private final byte[] instance;

  /// @param secret of this deployment; its tokens are worthless to others
  /// @param instance its name
  public UploadTokens(World world, byte[] secret, String instance) {
    this.world = world;
    this.instance = instance.getBytes(StandardCharsets.UTF_8);
    this.key =
        new SecretKeySpec(
            mac(
                new SecretKeySpec(secret, ALGORITHM),
                "file upload authentication".getBytes(StandardCharsets.UTF_8)),
            ALGORITHM);
  }

  private static byte[] mac(SecretKeySpec key, byte[] content) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// A new token, good from now on.
  public String issue() {
    byte[] nonce = new byte[NONCE_BYTES];
    world.random().nextBytes(nonce);
    byte[] content =
        ByteBuffer.allocate(NAME_AT + instance.length)
            .put(VERSION)
            .putLong(world.now().getEpochSecond())
            .put(nonce)
            .put(instance)
            .array();
    byte[] token =
        ByteBuffer.allocate(MAC_BYTES + content.length).put(mac(key, content)).put(content).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /// Checks that `token` was given out here within the last hour.
  ///
  /// @throws UploadTokenException if it was not
  public void check(String token) {
    byte[] bytes = decode(token);
    byte[] content = Arrays.copyOfRange(bytes, MAC_BYTES, bytes.length);
    boolean isOurs = MessageDigest.isEqual(mac(key, content), Arrays.copyOf(bytes, MAC_BYTES));
    boolean namesUs = Arrays.equals(content, NAME_AT, content.length, instance, 0, instance.length);
    if (!namesUs) {
      throw new UploadTokenException(
          "InvalidStorageToken", "The upload token is for another deployment.");
    }
    if (!isOurs) {
      throw undecodable();
    }
    var issued = Instant.ofEpochSecond(ByteBuffer.wrap(content).getLong(1));
    if (issued.plus(VALID).isBefore(world.now())) {
      throw new UploadTokenException(
          "StorageTokenExpired",
          "The upload URL is older than an hour. Generate a new one right before the upload.");
    }
  }

  private static byte[] decode(String token) {
    try {
      byte[] bytes =
          token.length() > CHARACTERS_MAX ? new byte[0] : Base64.getUrlDecoder().decode(token);
      if (bytes.length >= MAC_BYTES + NAME_AT && bytes[MAC_BYTES] == VERSION) {
        return bytes;
      }
      throw undecodable();
    } catch (IllegalArgumentException e) {
      throw undecodable();
    }
  }

  private static UploadTokenException undecodable() {
    return new UploadTokenException(
        "StorageTokenInvalid", "The upload token is not one that this server gave out.");
  }
}

package dev.jensen.backend.identity;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Properties;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The secrets that a deployment keeps beside its data, made at its first start.
///
/// @param adminKey what administrators prove themselves with
/// @param secret random bytes as hex, from which other keys are derived; never leaves the server
public record InstanceKeys(AdminKey adminKey, String secret) {

  /// The file's name inside the data directory.
  public static final String FILE = "keys";

  private static final String ADMIN_KEY = "adminKey";
  private static final String SECRET = "secret";
  private static final int SECRET_BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String OWNER_ONLY = "rw-------";

  /// Reads the keys of `data`, making the directory and the file when they are missing.
  ///
  /// Two processes may do this at the same time; both get the same keys.
  ///
  /// @param instanceName the name for a new admin key
  /// @throws IOException if the file cannot be read or written, or holds no keys
  public static InstanceKeys load(Path data, String instanceName, RandomGenerator random)
      throws IOException {
    var file = data.resolve(FILE);
    if (!Files.exists(file)) {
      create(file, AdminKey.generate(instanceName, random), random);
    }
    return read(file);
  }

  /// Puts new keys in the place of those in `data`, for whoever starts on it from now on: nothing
  /// that was made with the old ones is good there any more.
  ///
  /// @param instanceName the name for the new admin key
  /// @throws IOException if the file cannot be written
  public static InstanceKeys replace(Path data, String instanceName, RandomGenerator random)
      throws IOException {
    var file = data.resolve(FILE);
    var draft = draft(file, AdminKey.generate(instanceName, random), random);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return read(file);
  }

  /// The same secrets with an admin key of the operator's.
  public InstanceKeys with(AdminKey other) {
    return new InstanceKeys(other, secret);
  }

  /// The key that may look at everything and change nothing.
  ///
  /// Nobody can find the admin key from it, however short that is; it is another one when either
  /// secret changes.
  public AdminKey readOnlyKey() {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(secret), ALGORITHM));
      mac.update("read-only admin key".getBytes(StandardCharsets.UTF_8));
      byte[] derived = mac.doFinal(adminKey.reveal().getBytes(StandardCharsets.UTF_8));
      return AdminKey.parse(
          "%s|read-only-%s".formatted(adminKey.name(), HexFormat.of().formatHex(derived)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static void create(Path file, AdminKey adminKey, RandomGenerator random)
      throws IOException {
    // Linked into place, so that a second process sees all of it or nothing.
    var draft = draft(file, adminKey, random);
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its keys are the deployment's.
    } finally {
      Files.delete(draft);
    }
  }

  /// A complete file beside `file`.
  private static Path draft(Path file, AdminKey adminKey, RandomGenerator random)
      throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    var text =
        "%s=%s%n%s=%s%n"
            .formatted(ADMIN_KEY, adminKey.reveal(), SECRET, HexFormat.of().formatHex(secret));
    var directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    var draft = Files.createTempFile(directory, FILE, ".new");
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(OWNER_ONLY));
    Files.writeString(draft, text, StandardOpenOption.SYNC);
    return draft;
  }

  private static InstanceKeys read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    var adminKey = property(properties, ADMIN_KEY, file);
    return new InstanceKeys(AdminKey.parse(adminKey), property(properties, SECRET, file));
  }

  private static String property(Properties properties, String name, Path file) throws IOException {
    @Nullable String value = properties.getProperty(name);
    if (value == null) {
      throw new IOException("%s holds no %s".formatted(file, name));
    }
    return value;
  }

  @Override
  public String toString() {
    return "keys of " + adminKey.name();
  }
}

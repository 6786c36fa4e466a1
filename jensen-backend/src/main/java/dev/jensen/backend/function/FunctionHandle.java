package dev.jensen.backend.function;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Names of functions that functions may keep and pass on (`spec/function-runtime.md` §9.2).
///
/// A handle is a digest of the path, so it needs no table: the same function always has the same
/// one, and it comes back to life with the function.
final class FunctionHandle {

  private static final String SCHEME = "function://";
  private static final int DIGEST_BYTES = 16;

  private FunctionHandle() {}

  /// The handle of the function at `path`. What follows the `#` is for people, and tells where to
  /// look.
  static String of(FunctionPath path) {
    return "%s%s#%s".formatted(SCHEME, digest(path), path.stripped());
  }

  /// The deployed function that `handle` names, or null.
  static @Nullable FunctionPath resolve(String handle, Deployed deployed) {
    if (!handle.startsWith(SCHEME)) {
      return null;
    }
    int hash = handle.indexOf('#');
    var digest = handle.substring(SCHEME.length(), hash < 0 ? handle.length() : hash);
    var hinted = hash < 0 ? null : parseOrNull(handle.substring(hash + 1));
    if (hinted != null && digest(hinted).equals(digest)) {
      return deployed.function(hinted) == null ? null : hinted;
    }
    // Whoever kept the handle may have cut or changed what follows the `#`.
    return deployed.functions().keySet().stream()
        .filter(path -> digest(path).equals(digest))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable FunctionPath parseOrNull(String path) {
    try {
      return FunctionPath.parse(path);
    } catch (InvalidFunctionPathException _) {
      return null;
    }
  }

  private static String digest(FunctionPath path) {
    try {
      byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.jensen.backend.query;

import dev.jensen.value.IndexKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Writes cursors as opaque texts that only this deployment can make (`spec/function-runtime.md`
/// §5, `docs/formats/cursor.md`).
///
/// A text is a synthetic initialization vector, the HMAC of the content, and the content encrypted
/// with it, as in RFC 5297: equal positions of a query give equal texts, any other text is noticed,
/// and nobody learns from a cursor what an index holds.
///
/// Thread-safe.
public final class CursorCodec {

  private static final byte VERSION = 1;
  private static final byte END = 0;
  private static final byte AFTER = 1;
  private static final int IV_BYTES = 16;
  private static final int FINGERPRINT_BYTES = 16;
  private static final int HEADER_BYTES = 2;

  /// Longer than any cursor: index keys are no longer than documents, twice that when escaped.
  private static final int CHARACTERS_MAX = 4 << 20;

  private final SecretKeySpec authentication;
  private final SecretKeySpec encryption;

  /// @param secret of this deployment; its cursors are worthless to others
  public CursorCodec(byte[] secret) {
    var key = new SecretKeySpec(secret, "HmacSHA256");
    this.authentication = new SecretKeySpec(hmac(key, "cursor authentication"), "HmacSHA256");
    this.encryption =
        new SecretKeySpec(Arrays.copyOf(hmac(key, "cursor encryption"), IV_BYTES), "AES");
  }

  private static byte[] hmac(SecretKeySpec key, String purpose) {
    return hmac(key, purpose.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(SecretKeySpec key, byte[] content) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// The text of `cursor`, good for continuing the query with this fingerprint.
  String encode(Cursor cursor, Fingerprint query) {
    byte[] content =
        switch (cursor) {
          case Cursor.End _ -> content(END, query.end(), new byte[0]);
          case Cursor.After(var key) -> content(AFTER, query.after(), key.toByteArray());
        };
    byte[] iv = Arrays.copyOf(hmac(authentication, content), IV_BYTES);
    byte[] encrypted = crypt(iv, content);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            ByteBuffer.allocate(IV_BYTES + encrypted.length).put(iv).put(encrypted).array());
  }

  private static byte[] content(byte kind, byte[] fingerprint, byte[] key) {
    return ByteBuffer.allocate(HEADER_BYTES + FINGERPRINT_BYTES + key.length)
        .put(VERSION)
        .put(kind)
        .put(fingerprint, 0, FINGERPRINT_BYTES)
        .put(key)
        .array();
  }

  /// In counter mode encrypting and decrypting are the same.
  private byte[] crypt(byte[] iv, byte[] content) {
    try {
      var cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, encryption, new IvParameterSpec(iv));
      return cipher.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES in counter mode", e);
    }
  }

  /// Reads what [#encode] wrote for the same query.
  ///
  /// @throws InvalidCursorException if `text` is anything else
  Cursor decode(String text, Fingerprint query) {
    byte[] content = decrypt(text);
    if (content[0] != VERSION) {
      throw InvalidCursorException.unreadable();
    }
    boolean isEnd = content[1] == END;
    byte[] expected = isEnd ? query.end() : query.after();
    int end = HEADER_BYTES + FINGERPRINT_BYTES;
    if (!Arrays.equals(content, HEADER_BYTES, end, expected, 0, FINGERPRINT_BYTES)) {
      throw InvalidCursorException.ofAnotherQuery();
    }
    return isEnd
        ? new Cursor.End()
        : new Cursor.After(new IndexKey(Arrays.copyOfRange(content, end, content.length)));
  }

  private byte[] decrypt(String text) {
    byte[] bytes = base64(text);
    if (bytes.length < IV_BYTES + HEADER_BYTES + FINGERPRINT_BYTES) {
      throw InvalidCursorException.unreadable();
    }
    byte[] iv = Arrays.copyOf(bytes, IV_BYTES);
    byte[] content = crypt(iv, Arrays.copyOfRange(bytes, IV_BYTES, bytes.length));
    byte[] expected = Arrays.copyOf(hmac(authentication, content), IV_BYTES);
    if (!MessageDigest.isEqual(iv, expected)) {
      throw InvalidCursorException.unreadable();
    }
    return content;
  }

  private static byte[] base64(String text) {
    if (text.length() > CHARACTERS_MAX) {
      throw InvalidCursorException.unreadable();
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      throw InvalidCursorException.unreadable();
    }
  }
}

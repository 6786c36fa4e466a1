package dev.jensen.backend.token;

import com.nimbusds.jose.Header;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The parts of a token of which nothing is verified yet (`spec/auth.md` §3).
///
/// @param header as it was read; may name any algorithm, `none` included
/// @param signed what the signature is of
record ParsedToken(
    Header header, String issuer, Claims claims, String signed, Base64URL signature) {

  private static final Pattern PARTS =
      Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]*)");

  /// Takes a token apart.
  ///
  /// @throws RefusedTokenException if it is none, or does not say who issued it
  static ParsedToken parse(String token) {
    if (token.length() > Limits.TOKEN_CHARS) {
      throw RefusedTokenException.notJwt(
          "the token has %d characters, at most %d are allowed"
              .formatted(token.length(), Limits.TOKEN_CHARS));
    }
    var parts = PARTS.matcher(token);
    if (!parts.matches()) {
      throw RefusedTokenException.notJwt(
          "not a JWT: %d dots in %d characters"
              .formatted(token.chars().filter(c -> c == '.').count(), token.length()));
    }
    var header = header(parts.group(1));
    var claims = new Claims(object(parts.group(2), "payload"));
    return new ParsedToken(
        header,
        issuer(claims),
        claims,
        token.substring(0, parts.end(2)),
        new Base64URL(parts.group(3)));
  }

  /// How the token is signed.
  ///
  /// @return the reason why nobody needs to look at the signature, or null
  @Nullable String unsignedReason() {
    if (!(header instanceof JWSHeader)) {
      return "algorithm %s not allowed".formatted(Printable.of(header.getAlgorithm().getName()));
    }
    if (signature.toString().isEmpty()) {
      return "the token has no signature";
    }
    return header.getCriticalParams() == null ? null : "the header member 'crit' is not allowed";
  }

  /// The header of a token that has no [#unsignedReason()].
  JWSHeader signatureHeader() {
    return (JWSHeader) header;
  }

  /// The id of the key that signed it, or null if it does not say.
  @Nullable String keyId() {
    return signatureHeader().getKeyID();
  }

  private static Header header(String base64) {
    try {
      var json = object(base64, "header");
      if (json.path("kid").asString("").length() > Limits.KEY_ID_CHARS) {
        throw RefusedTokenException.notJwt("the header member 'kid' is too long");
      }
      return Header.parse(new Base64URL(base64));
    } catch (ParseException | IllegalArgumentException _) {
      // Its message may repeat what was sent.
      throw RefusedTokenException.notJwt("the header of the token is not one of a JWT");
    }
  }

  private static String issuer(Claims claims) {
    try {
      claims.checkTypes();
    } catch (Claims.TypeException e) {
      throw RefusedTokenException.notJwt(String.valueOf(e.getMessage()));
    }
    var issuer = claims.text("iss");
    if (issuer == null) {
      throw RefusedTokenException.inHeader(
          "The token does not say who its issuer is: it has no 'iss' claim.", "no 'iss' claim");
    }
    return issuer;
  }

  private static ObjectNode object(String base64, String part) {
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      var text = decoder.decode(ByteBuffer.wrap(new Base64URL(base64).decode())).toString();
      var object = StrictJson.object(text);
      if (object != null) {
        return object;
      }
    } catch (CharacterCodingException | IllegalArgumentException _) {
      // Answered as what is text and no object.
    }
    throw RefusedTokenException.notJwt(
        "the %s of the token is no JSON object with unique members".formatted(part));
  }
}

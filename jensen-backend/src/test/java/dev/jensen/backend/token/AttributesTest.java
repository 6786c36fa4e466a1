package dev.jensen.backend.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.value.JsonFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What functions see of a token's claims (`spec/auth.md` §8).
class AttributesTest {

  private static final String IDENTIFIERS =
      "\"issuer\":\"https://i\",\"subject\":\"s|1\",\"tokenIdentifier\":\"https://i|s|1\"";

  private static Claims claims(String json) {
    return new Claims((ObjectNode) JsonMapper.shared().readTree(json));
  }

  private static String oidc(String json) {
    return JsonFormat.CLEAN.write(OidcAttributes.of(claims(json), "https://i", "s|1"));
  }

  private static String custom(String json) {
    return JsonFormat.CLEAN.write(CustomAttributes.of(claims(json), "https://i", "s|1"));
  }

  @Test
  void standardClaimsHaveTheirDocumentedNames() {
    var json =
        """
        {"name":"N","given_name":"G","family_name":"F","nickname":"K","preferred_username":"P",
         "profile":"p","picture":"not a url","website":"w","email":"e","email_verified":true,
         "gender":"g","birthdate":"b","zoneinfo":"z","locale":"l","phone_number":"1",
         "phone_number_verified":false,"address":{"formatted":"a","country":"c"},
         "updated_at":1700000000}
        """;

    assertThat(oidc(json))
        .isEqualTo(
            "{\"address\":\"a\",\"birthday\":\"b\",\"email\":\"e\",\"emailVerified\":true,"
                + "\"familyName\":\"F\",\"gender\":\"g\",\"givenName\":\"G\","
                + "\"issuer\":\"https://i\",\"language\":\"l\",\"name\":\"N\",\"nickname\":\"K\","
                + "\"phoneNumber\":\"1\",\"phoneNumberVerified\":false,"
                + "\"pictureUrl\":\"not a url\",\"preferredUsername\":\"P\",\"profileUrl\":\"p\","
                + "\"subject\":\"s|1\",\"timezone\":\"z\",\"tokenIdentifier\":\"https://i|s|1\","
                + "\"updatedAt\":\"2023-11-14T22:13:20+00:00\",\"websiteUrl\":\"w\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1700000000.5|2023-11-14T22:13:20.500+00:00",
        "\"2023-11-15T00:13:20+02:00\"|2023-11-14T22:13:20+00:00"
      })
  void timesOfChangeAreInUtc(String claim, String shown) {
    assertThat(oidc("{\"updated_at\":%s}".formatted(claim)))
        .contains("\"updatedAt\":\"%s\"".formatted(shown));
  }

  @Test
  void whatIsNullOrAboutTheTokenIsNotShown() {
    var json =
        """
        {"name":null,"email_verified":null,"address":null,"updated_at":null,"name#fr":"Nom",
         "middle_name":"M","birthday":"B","auth_time":1,"nonce":"n","acr":"a","amr":["pwd"],
         "azp":"z","at_hash":"h","c_hash":"h","jti":"j","nbf":1,"fva":[1,2]}
        """;

    assertThat(oidc(json)).isEqualTo("{%s}".formatted(IDENTIFIERS));
  }

  @Test
  void otherClaimsOfIdTokensStayAsTheyAre() {
    assertThat(
            oidc("{\"org_id\":\"o\",\"https://acme/roles\":[\"a\"],\"meta\":{\"x\":{\"y\":null}}}"))
        .isEqualTo(
            "{\"https://acme/roles\":[\"a\"],%s,".formatted("\"issuer\":\"https://i\"")
                + "\"meta\":{\"x\":{\"y\":null}},\"org_id\":\"o\",\"subject\":\"s|1\","
                + "\"tokenIdentifier\":\"https://i|s|1\"}");
  }

  @Test
  void noClaimPassesForAFieldOfTheIdentity() {
    var json =
        """
        {"tokenIdentifier":"x","subject":"x","issuer":"x","givenName":"x","emailVerified":true,
         "updatedAt":"x"}
        """;

    assertThat(oidc(json)).isEqualTo("{%s}".formatted(IDENTIFIERS));
    assertThat(custom("{\"tokenIdentifier\":\"x\",\"subject\":\"x\",\"issuer\":\"x\"}"))
        .isEqualTo("{%s}".formatted(IDENTIFIERS));
  }

  @Test
  void customClaimsAreFlat() {
    var json =
        """
        {"name":"N","email_verified":"true","properties":{"id":"1","deep":{"er":2}},"empty":{},
         "list":[{"a":1}],"nothing":null,"jti":"j","fva":[1]}
        """;

    assertThat(custom(json))
        .isEqualTo(
            "{\"email_verified\":\"true\",\"issuer\":\"https://i\",\"list\":[{\"a\":1}],"
                + "\"name\":\"N\",\"nothing\":null,\"properties.deep.er\":2,"
                + "\"properties.id\":\"1\",\"subject\":\"s|1\","
                + "\"tokenIdentifier\":\"https://i|s|1\"}");
  }

  @Test
  void whatNoValueCanBeLikeIsLeftOut() {
    assertThat(oidc("{\"$reserved\":1,\"role\":\"a\"}")).contains("\"role\"").doesNotContain("$");
  }
}

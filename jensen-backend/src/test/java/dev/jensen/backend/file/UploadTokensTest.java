package dev.jensen.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jensen.backend.world.SimulatedWorld;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTokensTest {

  private static final byte[] SECRET = {1, 2, 3};

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final UploadTokens tokens = new UploadTokens(world, SECRET, "acme");

  private String refused(String token) {
    return catchThrowableOfType(UploadTokenException.class, () -> tokens.check(token)).code();
  }

  @Test
  void aTokenIsGoodForAnHourAndForMoreThanOneUpload() {
    var token = tokens.issue();

    tokens.check(token);
    world.advance(Duration.ofMinutes(60));
    assertThatCode(() -> tokens.check(token)).doesNotThrowAnyException();
    world.advance(Duration.ofSeconds(1));

    assertThat(refused(token)).isEqualTo("StorageTokenExpired");
  }

  @Test
  void noTwoTokensAreTheSame() {
    assertThat(tokens.issue()).isNotEqualTo(tokens.issue());
  }

  @Test
  void tokensOfOtherDeploymentsAreRefused() {
    assertThat(refused(new UploadTokens(world, SECRET, "other").issue()))
        .isEqualTo("InvalidStorageToken");
    assertThat(refused(new UploadTokens(world, new byte[] {9}, "other").issue()))
        .isEqualTo("InvalidStorageToken");
    assertThat(refused(new UploadTokens(world, new byte[] {9}, "acme").issue()))
        .isEqualTo("StorageTokenInvalid");
  }

  @Test
  void noBitOfATokenCanBeChanged() {
    byte[] token = Base64.getUrlDecoder().decode(tokens.issue());

    IntStream.range(0, token.length * 8)
        .forEach(bit -> {
          byte[] changed = token.clone();
          changed[bit / 8] ^= (byte) (1 << bit % 8);
          assertThat(refused(Base64.getUrlEncoder().encodeToString(changed)))
              .isIn("StorageTokenInvalid", "InvalidStorageToken");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "AAAA", "not base64 at all"})
  void anythingElseIsNoToken(String text) {
    assertThat(refused(text)).isEqualTo("StorageTokenInvalid");
    assertThat(refused(text.repeat(10_000))).isEqualTo("StorageTokenInvalid");
  }
}

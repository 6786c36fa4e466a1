package dev.jensen.backend.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ChunksTest {

  private static final int[] CHARACTERS = {'a', 0xe9, 0x20ac, 0x1f600};

  @Seeded(runs = 100)
  void partsMakeTheWholeAndEndBetweenCharacters(RandomGenerator random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
    }
    int bytesMax = 4 + random.nextInt(20);

    var parts = Chunks.split(text.toString(), bytesMax);

    assertThat(String.join("", parts)).isEqualTo(text.toString());
    assertThat(parts)
        .allSatisfy(part -> {
          byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
          assertThat(bytes.length).isLessThanOrEqualTo(bytesMax);
          assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(part);
        });
  }

  @Test
  void shortTransitionsGoAsTheyAre() {
    assertThat(Chunks.of("{}")).containsExactly("{}");
  }

  @Test
  void longTransitionsGoInNumberedParts() {
    var text = "\u20ac".repeat(4_000_000);

    var messages = Chunks.of(text);

    assertThat(messages).hasSize(3);
    var whole = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      var message = JsonMapper.shared().readTree(messages.get(i));
      assertThat(message.get("type").asString()).isEqualTo("TransitionChunk");
      assertThat(message.get("partNumber").asInt()).isEqualTo(i);
      assertThat(message.get("totalParts").asInt()).isEqualTo(3);
      assertThat(message.get("transitionId").asString()).isEqualTo("4000000");
      whole.append(message.get("chunk").asString());
    }
    assertThat(whole.toString()).isEqualTo(text);
  }
}

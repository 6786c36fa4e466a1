package dev.jensen.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int UNFINISHED = 0x01;
  private static final int UNFINISHED_CONTINUATION = 0x00;
  private static final int CONTINUATION = 0x80;

  @Test
  void readsSeveralFramesAtOnce() throws IOException {
    var bytes = new ByteArrayOutputStream();
    frame(bytes, TEXT, "one");
    frame(bytes, TEXT, "");
    frame(bytes, TEXT, "three");

    assertThat(read(bytes, 100)).containsExactly("one", "", "three");
  }

  @Test
  void putsTogetherWhatArrivesByteByByte() throws IOException {
    String medium = "m".repeat(40_000);
    String large = "l".repeat(70_000);
    var bytes = new ByteArrayOutputStream();
    frame(bytes, TEXT, "small");
    frame(bytes, TEXT, medium);
    frame(bytes, TEXT, large);

    assertThat(read(bytes, 1)).containsExactly("small", medium, large);
  }

  @Test
  void putsFragmentsTogether() throws IOException {
    var bytes = new ByteArrayOutputStream();
    frame(bytes, UNFINISHED, "one ");
    frame(bytes, PING, "between");
    frame(bytes, UNFINISHED_CONTINUATION, "message ");
    frame(bytes, CONTINUATION, "of three");
    frame(bytes, TEXT, "another");

    assertThat(read(bytes, 3)).containsExactly("between", "one message of three", "another");
  }

  @Test
  void saysThatTheServerIsGone() {
    ReadableByteChannel ended = Channels.newChannel(new ByteArrayInputStream(new byte[0]));

    assertThatThrownBy(() -> new FrameReader().read(ended, (_, _) -> {}))
        .isInstanceOf(EOFException.class);
  }

  private static void frame(ByteArrayOutputStream bytes, int first, String text) {
    var head = ByteBuffer.allocate(10).put((byte) first);
    if (text.length() <= 125) {
      head.put((byte) text.length());
    } else if (text.length() <= 0xffff) {
      head.put((byte) 126).putShort((short) text.length());
    } else {
      head.put((byte) 127).putLong(text.length());
    }
    bytes.write(head.array(), 0, head.position());
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// Reads all frames, at most `atOnce` bytes at a time.
  private static List<String> read(ByteArrayOutputStream bytes, int atOnce) throws IOException {
    byte[] all = bytes.toByteArray();
    var reader = new FrameReader();
    var texts = new ArrayList<String>();
    for (int start = 0; start < all.length; start += atOnce) {
      int length = Math.min(atOnce, all.length - start);
      reader.read(
          Channels.newChannel(new ByteArrayInputStream(all, start, length)),
          (_, payload) -> texts.add(StandardCharsets.US_ASCII.decode(payload).toString()));
    }
    return texts;
  }
}

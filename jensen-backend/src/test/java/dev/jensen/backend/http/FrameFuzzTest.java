package dev.jensen.backend.http;

import static dev.jensen.backend.http.RawFrames.BINARY;
import static dev.jensen.backend.http.RawFrames.CLOSE;
import static dev.jensen.backend.http.RawFrames.CONTINUATION;
import static dev.jensen.backend.http.RawFrames.CUT;
import static dev.jensen.backend.http.RawFrames.FINAL;
import static dev.jensen.backend.http.RawFrames.PING;
import static dev.jensen.backend.http.RawFrames.PONG;
import static dev.jensen.backend.http.RawFrames.TEXT;
import static dev.jensen.backend.http.RawFrames.beginning;
import static dev.jensen.backend.http.RawFrames.frame;
import static dev.jensen.backend.http.RawFrames.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.Backend;
import dev.jensen.backend.Jensen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever bytes come over a WebSocket, it is closed with a code that says why, or the connection
/// ends; and others go on (RFC 6455, `spec/sync-protocol.md` §9).
@Timeout(300)
class FrameFuzzTest {

  private static final int PROTOCOL_ERROR = 1002;
  private static final int NOT_UTF_8 = 1007;
  private static final int TOO_LARGE = 1009;

  /// What a connection may end with for whatever its client did.
  private static final Set<Integer> PROPER =
      Set.of(1000, 1001, PROTOCOL_ERROR, 1003, RawFrames.NONE, CUT, NOT_UTF_8, 1008, TOO_LARGE);

  private static final String CONNECT =
      "{\"type\":\"Connect\",\"sessionId\":\"00000000-0000-4000-8000-000000000001\",\"connectionCount\":0,\"lastCloseReason\":null}";
  private static final String FOLLOW =
      "{\"type\":\"ModifyQuerySet\",\"baseVersion\":0,\"newVersion\":1,\"modifications\":[{\"type\":\"Add\",\"queryId\":0,\"udfPath\":\"notes:count\",\"args\":[{\"list\":\"x\"}]}]}";
  private static final String ADD =
      "{\"type\":\"Mutation\",\"requestId\":0,\"udfPath\":\"notes:add\",\"args\":[{\"list\":\"x\"}]}";

  private static Backend backend;
  private static WebSocketClient client;
  private static SoundClient sound;
  private static Complaints complaints;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    backend =
        Jensen.builder(data.resolve("data"))
            .functions(new SoundClient.Notes())
            .tables(SoundClient.Notes.Note.class)
            .start();
    client = RawSocket.newClient();
    sound = new SoundClient(new RawSocket(client, backend.url()));
    complaints = new Complaints();
  }

  @AfterAll
  static void stop() {
    complaints.close();
    sound.close();
    RawSocket.stop(client);
    backend.close();
  }

  /// One client's query and mutations, over the same connection all the time, have not suffered.
  @AfterEach
  void othersGoOn() throws InterruptedException {
    sound.goesOn();
    assertThat(complaints.all()).isEmpty();
  }

  private static RawFrames open() throws IOException {
    return new RawFrames(backend.url().getPort());
  }

  /// The code with which the connection is ended.
  private static int code(byte[] bytes) throws IOException {
    try (var socket = open().send(bytes)) {
      var ended = socket.rest();
      assertThat(ended.reason()).doesNotContain("Exception", "dev.jensen");
      return ended.code();
    }
  }

  private static Arguments of(String name, byte[]... frames) {
    return Arguments.of(name, join(frames));
  }

  static Stream<Arguments> noFrames() {
    return Stream.of(
        of("not masked", RawFrames.unmasked(FINAL | TEXT, CONNECT)),
        of("a ping that is not masked", RawFrames.unmasked(FINAL | PING, "")),
        of("a continuation of nothing", frame(FINAL | CONTINUATION, CONNECT)),
        of("a text within a text", frame(TEXT, "{"), frame(FINAL | TEXT, CONNECT)),
        of("bytes within a text", frame(TEXT, "{"), frame(FINAL | BINARY, CONNECT)),
        of("a ping in parts", frame(PING, "a")),
        of("a close in parts", frame(CLOSE, "")),
        of("a long ping", frame(FINAL | PING, "x".repeat(126))),
        of("a long close", RawFrames.close(1000, new byte[124])),
        of("half a code", frame(FINAL | CLOSE, "x")),
        of("HTTP", "GET /version HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noFrames")
  void whatIsNoFrameIsAnErrorOfProtocol(String name, byte[] bytes) throws IOException {
    assertThat(code(bytes)).as(name).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
  void reservedBitsMeanNothing(int bits) throws IOException {
    assertThat(code(frame(FINAL | bits | TEXT, CONNECT))).isEqualTo(PROTOCOL_ERROR);
  }

  static IntStream unknown() {
    return IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15);
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void noFrameIsOfAnUnknownKind(int opcode) throws IOException {
    assertThat(code(frame(FINAL | opcode, CONNECT))).isEqualTo(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 5000, 65535})
  void codesThatNobodyMaySendAreRefused(int wrong) throws IOException {
    assertThat(code(RawFrames.close(wrong, new byte[0]))).isEqualTo(PROTOCOL_ERROR);
  }

  /// Cut off, too long, a surrogate, beyond the last character, a byte that never occurs.
  @ParameterizedTest
  @ValueSource(strings = {"c3", "c328", "c0af", "eda080", "f4908080", "ff", "7b80", "f09f98"})
  void textThatIsNoUtf8IsRefused(String hex) throws IOException {
    byte[] text = HexFormat.of().parseHex(hex);

    assertThat(code(frame(FINAL | TEXT, text))).isEqualTo(NOT_UTF_8);
    assertThat(code(join(frame(TEXT, "{"), frame(FINAL | CONTINUATION, text))))
        .isEqualTo(NOT_UTF_8);
    assertThat(code(RawFrames.close(1000, text))).isIn(NOT_UTF_8, PROTOCOL_ERROR);
  }

  @Test
  void aMessageInPartsMayBeInterruptedByPings() throws IOException {
    byte[] euro = HexFormat.of().parseHex("e282ac");
    try (var socket = open()) {
      socket
          .send(frame(FINAL | TEXT, CONNECT))
          .send(frame(TEXT, FOLLOW.substring(0, 90)))
          .send(frame(FINAL | PING, "first"))
          .send(frame(CONTINUATION, FOLLOW.substring(90).replace("x\"}]}]}", "")))
          .send(frame(CONTINUATION, Arrays.copyOf(euro, 1)))
          .send(frame(FINAL | PING, "second"))
          .send(frame(FINAL | PONG, "not asked for"))
          .send(frame(CONTINUATION, Arrays.copyOfRange(euro, 1, 3)))
          .send(frame(CONTINUATION, ""))
          .send(frame(FINAL | CONTINUATION, "\"}]}]}"));

      assertThat(socket.next().text()).isEqualTo("first");
      assertThat(socket.next().text()).isEqualTo("second");
      assertThat(socket.next().text()).contains("\"Transition\"", "\"value\":0");
      assertThat(socket.send(RawFrames.close(1000, new byte[0])).rest().code())
          .isIn(1000, RawFrames.NONE);
    }
  }

  /// A length is a promise; nobody waits for it after the end, or makes room for it before.
  @ParameterizedTest
  @ValueSource(longs = {1, 125, 126, 65_535, 65_536, 1 << 20, Integer.MAX_VALUE, 1L << 40})
  void framesThatAreCutOffAreForgotten(long length) throws IOException {
    try (var socket = open()) {
      socket.send(frame(FINAL | TEXT, CONNECT)).send(beginning(FINAL | TEXT, length)).end();

      assertThat(socket.rest().code()).isIn(PROPER);
    }
  }

  @Test
  void noFrameHasTheLengthOfANegativeNumber() throws IOException {
    assertThat(code(beginning(FINAL | TEXT, -1L))).isIn(PROTOCOL_ERROR, TOO_LARGE);
  }

  @Test
  void aFrameOfAnyLengthIsReadNoFurtherThanAMessageMayBe() throws IOException {
    byte[] part = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    try (var socket = open()) {
      socket.send(beginning(FINAL | TEXT, 1L << 40));
      for (int i = 0; i < 66; i++) {
        socket.send(part);
      }

      assertThat(socket.rest().code()).isIn(TOO_LARGE, CUT);
    }
  }

  @Seeded(runs = 300)
  void damagedFramesHarmNobody(RandomGenerator random) throws IOException {
    try (var socket = open()) {
      for (byte[] piece : pieces(damaged(conversation(random), random), random)) {
        socket.send(piece);
      }
      var ended = socket.end().rest();

      assertThat(ended.code()).matches(FrameFuzzTest::isProper);
      assertThat(ended.frames())
          .allSatisfy(frame -> assertThat(frame.opcode()).isIn(TEXT, CONTINUATION, CLOSE, PONG));
    }
  }

  @Seeded(runs = 100)
  void noiseHarmsNobody(RandomGenerator random) throws IOException {
    byte[] noise = new byte[1 + random.nextInt(300)];
    random.nextBytes(noise);
    try (var socket = open()) {
      assertThat(socket.send(noise).end().rest().code()).matches(FrameFuzzTest::isProper);
    }
  }

  /// Bytes may also say that the client closes the connection, with any code that it may use; that
  /// one is sent back.
  private static boolean isProper(int code) {
    return PROPER.contains(code)
        || (code > TOO_LARGE && code < 1015)
        || (code >= 3000 && code < 5000);
  }

  /// Sound frames of a sound conversation, in an order that is not always.
  private static byte[] conversation(RandomGenerator random) {
    List<Supplier<byte[]>> frames =
        List.of(
            () -> frame(FINAL | TEXT, FOLLOW),
            () -> frame(FINAL | TEXT, ADD),
            () -> frame(FINAL | PING, "p".repeat(random.nextInt(126))),
            () -> frame(FINAL | PONG, ""),
            () -> frame(TEXT, ADD.substring(0, 30)),
            () -> frame(CONTINUATION, ADD.substring(30, 40)),
            () -> frame(FINAL | CONTINUATION, ADD.substring(40)),
            () -> frame(FINAL | TEXT, "\u20ac".repeat(random.nextInt(40_000))),
            () -> RawFrames.close(1000, new byte[0]));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(frame(FINAL | TEXT, CONNECT));
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      bytes.writeBytes(frames.get(random.nextInt(frames.size())).get());
    }
    return bytes.toByteArray();
  }

  private static byte[] damaged(byte[] sound, RandomGenerator random) {
    byte[] bytes = sound.clone();
    for (int i = random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /// The same bytes, which arrive together or not.
  private static List<byte[]> pieces(byte[] bytes, RandomGenerator random) {
    int cut = random.nextInt(bytes.length + 1);
    return List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
  }
}

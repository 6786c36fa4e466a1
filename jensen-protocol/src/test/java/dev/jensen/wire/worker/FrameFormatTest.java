package dev.jensen.wire.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import dev.jensen.wire.worker.Ending.Cause;
import dev.jensen.wire.worker.Frame.Abandon;
import dev.jensen.wire.worker.Frame.Answered;
import dev.jensen.wire.worker.Frame.Asked;
import dev.jensen.wire.worker.Frame.Batch;
import dev.jensen.wire.worker.Frame.Build;
import dev.jensen.wire.worker.Frame.Built;
import dev.jensen.wire.worker.Frame.Call;
import dev.jensen.wire.worker.Frame.Done;
import dev.jensen.wire.worker.Frame.Drop;
import dev.jensen.wire.worker.Frame.Evaluate;
import dev.jensen.wire.worker.Frame.Evaluated;
import dev.jensen.wire.worker.Frame.EvaluationFailed;
import dev.jensen.wire.worker.Frame.Finished;
import dev.jensen.wire.worker.Frame.Handler;
import dev.jensen.wire.worker.Frame.Hello;
import dev.jensen.wire.worker.Frame.Load;
import dev.jensen.wire.worker.Frame.Logged;
import dev.jensen.wire.worker.Frame.Ready;
import dev.jensen.wire.worker.Frame.Replies;
import dev.jensen.wire.worker.Frame.Reply;
import dev.jensen.wire.worker.Frame.Request;
import dev.jensen.wire.worker.Frame.Rest;
import dev.jensen.wire.worker.Frame.Start;
import dev.jensen.wire.worker.Frame.Subject;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The bytes of `docs/formats/worker-frames.md`.
class FrameFormatTest {

  private static final Bundle BUNDLE =
      new Bundle(List.of(new Bundle.Source("a.js", "export {};")), Map.of("KEY", "väl"), 17, -4);
  private static final Thrown THROWN = new Thrown("boom", "at a.js:1:2", null);

  private static Stream<Frame> everyKind() {
    return Stream.of(
        new Hello(4711),
        new Build(BUNDLE, "/tmp/s1", 1000),
        new Built(null),
        new Built("no"),
        new Load("v1", "/tmp/s1", null),
        new Load("v1", null, BUNDLE),
        new Call("v1", "a.js", "f", "query", "[{}]", 1L << 40, -1, true, 1000),
        new Batch(List.of(new Request("1.0/get", "{}"), new Request("1.0/count", "{}")), 2),
        new Replies(List.of(new Reply(false, "null", null), new Reply(true, "no", "{\"a\":1}"))),
        done(new Ending.Returned("\"😀\"")),
        done(new Ending.Threw(new Thrown("boom", "", "1"))),
        done(new Ending.Invalid("expected a string")),
        done(new Ending.TooLarge(1L << 33)),
        done(new Ending.Refused("no")),
        done(new Ending.Stopped(Cause.TIME)),
        new Ready(5),
        new Evaluate(BUNDLE, List.of("a.js"), Subject.FUNCTIONS, 1000),
        new Evaluated("{}", List.of(new Handler("a.js", 3, 9))),
        new EvaluationFailed("code", "detail", THROWN),
        new Abandon(),
        new Start(7, new Call("v1", "a.js", "f", "action", "[{}]", 1L << 40, -1, false, 1000)),
        new Asked(7, 3, List.of(new Request("jensen/sleep", "{}"))),
        new Answered(7, 3, new Reply(true, "no", null)),
        new Logged(7, List.of(new ConsoleLine("LOG", List.of("'a'"), 17, false))),
        new Drop(7),
        new Finished(7, done(new Ending.Returned("null"))),
        new Rest());
  }

  private static Done done(Ending ending) {
    return new Done(
        ending, List.of(new ConsoleLine("LOG", List.of("'a'", "1"), 17, true)), true, 123, false);
  }

  @Test
  void everyKindIsTried() {
    assertThat(everyKind().map(Object::getClass).distinct())
        .hasSameSizeAs(Frame.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void whatIsWrittenIsRead(Frame frame) {
    assertThat(FrameFormat.decode(body(frame))).isEqualTo(frame);
  }

  @Test
  void theBytesAreThoseOfTheDescription() {
    assertThat(hex(new Ready(5))).isEqualTo("0000000a" + "06" + "0a" + "0000000000000005");
    assertThat(hex(new Built("no")))
        .isEqualTo("00000009" + "06" + "03" + "01" + "00000002" + "6e6f");
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void aFrameThatEndsTooEarlyIsMalformed(Frame frame) {
    ByteBuffer whole = body(frame);
    for (int length = 0; length < whole.remaining(); length++) {
      ByteBuffer part = whole.slice(0, length);
      assertThatThrownBy(() -> FrameFormat.decode(part))
          .isInstanceOf(MalformedFrameException.class);
    }
  }

  @Seeded(runs = 2000)
  void arbitraryBytesAreAFrameOrMalformed(RandomGenerator random) {
    ByteBuffer bytes = body(everyKind().toList().get(random.nextInt((int) everyKind().count())));
    ByteBuffer damaged = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      damaged.put(random.nextInt(damaged.limit()), (byte) random.nextInt());
    }
    try {
      assertThat(FrameFormat.decode(damaged)).isNotNull();
    } catch (MalformedFrameException e) {
      assertThat(e).hasMessageMatching(".+");
    }
  }

  /// What is wrong is said on one line, whatever the bytes were: the message goes into a log.
  @Test
  void anUnknownWordIsNotRepeated() {
    ByteBuffer bytes = body(new Done(new Ending.Stopped(Cause.TIME), List.of(), false, 0, true));
    int firstLetter = 1 + 1 + 1 + Integer.BYTES;
    bytes.put(firstLetter, (byte) '\n');
    assertThatThrownBy(() -> FrameFormat.decode(bytes))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("unknown word for Cause");
  }

  private static ByteBuffer body(Frame frame) {
    ByteBuffer encoded = FrameFormat.encode(frame);
    return encoded.slice(FrameFormat.LENGTH_BYTES, encoded.remaining() - FrameFormat.LENGTH_BYTES);
  }

  private static String hex(Frame frame) {
    ByteBuffer encoded = FrameFormat.encode(frame);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}

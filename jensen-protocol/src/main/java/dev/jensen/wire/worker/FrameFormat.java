package dev.jensen.wire.worker;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Frames as bytes: a four-byte length of what follows, the version, the kind, the fields.
final class FrameFormat {

  /// Changes whenever a field or a kind does; both sides come from one build.
  static final int VERSION = 6;

  static final int LENGTH_BYTES = Integer.BYTES;

  private FrameFormat() {}

  static ByteBuffer encode(Frame frame) {
    var out = new FrameWriter();
    out.number(0);
    out.small(VERSION);
    write(frame, out);
    out.numberAt(0, out.size() - LENGTH_BYTES);
    return out.written();
  }

  /// Decodes what follows the length.
  static Frame decode(ByteBuffer body) {
    var in = new FrameReader(body);
    int version = in.small();
    if (version != VERSION) {
      throw new MalformedFrameException(
          "frame of version %d, this side speaks %d".formatted(version, VERSION));
    }
    Frame frame = read(in);
    in.end();
    return frame;
  }

  private static void write(Frame frame, FrameWriter out) {
    switch (frame) {
      case Hello hello -> {
        out.small(1);
        out.number(hello.pid());
      }
      case Build build -> {
        out.small(2);
        bundle(build.bundle(), out);
        out.text(build.snapshotPath());
        out.number(build.userMillis());
      }
      case Built built -> {
        out.small(3);
        out.optionalText(built.failure());
      }
      case Load load -> {
        out.small(4);
        out.text(load.version());
        out.optionalText(load.snapshotPath());
        var bundle = load.bundle();
        out.flag(bundle != null);
        if (bundle != null) {
          bundle(bundle, out);
        }
      }
      case Call call -> {
        out.small(6);
        call(call, out);
      }
      case Batch batch -> {
        out.small(7);
        requests(batch.requests(), out);
        out.number(batch.lines());
      }
      case Replies replies -> {
        out.small(8);
        out.list(replies.replies(), reply -> reply(reply, out));
      }
      case Done done -> {
        out.small(9);
        done(done, out);
      }
      case Ready ready -> {
        out.small(10);
        out.number(ready.restoreNanos());
      }
      case Evaluate evaluate -> {
        out.small(11);
        bundle(evaluate.bundle(), out);
        out.list(evaluate.modules(), out::text);
        out.text(evaluate.subject().name());
        out.number(evaluate.userMillis());
      }
      case Evaluated evaluated -> {
        out.small(12);
        out.text(evaluated.json());
        out.list(
            evaluated.handlers(),
            handler -> {
              out.text(handler.module());
              out.number(handler.line());
              out.number(handler.column());
            });
      }
      case EvaluationFailed failed -> {
        out.small(13);
        out.text(failed.code());
        out.text(failed.detail());
        thrown(failed.thrown(), out);
      }
      case Abandon abandon -> out.small(14);
      case Start start -> {
        out.small(15);
        out.number(start.id());
        call(start.call(), out);
      }
      case Asked asked -> {
        out.small(16);
        out.number(asked.id());
        out.number(asked.first());
        requests(asked.requests(), out);
      }
      case Answered answered -> {
        out.small(17);
        out.number(answered.id());
        out.number(answered.number());
        reply(answered.reply(), out);
      }
      case Logged logged -> {
        out.small(20);
        out.number(logged.id());
        lines(logged.lines(), out);
      }
      case Drop drop -> {
        out.small(18);
        out.number(drop.id());
      }
      case Finished finished -> {
        out.small(19);
        out.number(finished.id());
        done(finished.done(), out);
      }
      case Rest() -> out.small(21);
    }
  }

  private static Frame read(FrameReader in) {
    int kind = in.small();
    return switch (kind) {
      case 1 -> new Hello(in.bigNumber());
      case 2 -> new Build(bundle(in), in.text(), in.number());
      case 3 -> new Built(in.optionalText());
      case 4 -> new Load(in.text(), in.optionalText(), in.flag() ? bundle(in) : null);
      case 6 -> call(in);
      case 7 -> new Batch(in.list(() -> request(in)), in.number());
      case 8 -> new Replies(in.list(() -> reply(in)));
      case 9 -> done(in);
      case 10 -> new Ready(in.bigNumber());
      case 11 -> new Evaluate(bundle(in), in.list(in::text), in.word(Subject.class), in.number());
      case 12 ->
          new Evaluated(in.text(), in.list(() -> new Handler(in.text(), in.number(), in.number())));
      case 13 -> new EvaluationFailed(in.text(), in.text(), thrown(in));
      case 14 -> new Abandon();
      case 15 -> new Start(in.bigNumber(), call(in));
      case 16 -> new Asked(in.bigNumber(), in.number(), in.list(() -> request(in)));
      case 17 -> new Answered(in.bigNumber(), in.number(), reply(in));
      case 20 -> new Logged(in.bigNumber(), in.list(() -> line(in)));
      case 18 -> new Drop(in.bigNumber());
      case 19 -> new Finished(in.bigNumber(), done(in));
      case 21 -> new Rest();
      default -> throw new MalformedFrameException("unknown kind of frame: " + kind);
    };
  }

  private static void call(Call call, FrameWriter out) {
    out.text(call.version());
    out.text(call.module());
    out.text(call.export());
    out.text(call.type());
    out.text(call.arguments());
    out.number(call.nowMillis());
    out.number(call.seed());
    out.flag(call.reusesContext());
    out.number(call.userMillis());
  }

  private static Call call(FrameReader in) {
    return new Call(
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.bigNumber(),
        in.bigNumber(),
        in.flag(),
        in.number());
  }

  private static void requests(List<Request> requests, FrameWriter out) {
    out.list(
        requests,
        request -> {
          out.text(request.operation());
          out.text(request.arguments());
        });
  }

  private static Request request(FrameReader in) {
    return new Request(in.text(), in.text());
  }

  private static void reply(Reply reply, FrameWriter out) {
    out.flag(reply.failed());
    out.text(reply.text());
    out.optionalText(reply.data());
  }

  private static Reply reply(FrameReader in) {
    return new Reply(in.flag(), in.text(), in.optionalText());
  }

  private static Done done(FrameReader in) {
    return new Done(ending(in), in.list(() -> line(in)), in.flag(), in.bigNumber(), in.flag());
  }

  private static void done(Done done, FrameWriter out) {
    ending(done.ending(), out);
    lines(done.lines(), out);
    out.flag(done.observedTime());
    out.number(done.javascriptNanos());
    out.flag(done.ready());
  }

  private static void lines(List<ConsoleLine> lines, FrameWriter out) {
    out.list(
        lines,
        line -> {
          out.text(line.level());
          out.list(line.messages(), out::text);
          out.number(line.timeMillis());
          out.flag(line.truncated());
        });
  }

  private static ConsoleLine line(FrameReader in) {
    return new ConsoleLine(in.text(), in.list(in::text), in.bigNumber(), in.flag());
  }

  private static void ending(Ending ending, FrameWriter out) {
    switch (ending) {
      case Ending.Returned returned -> {
        out.small(1);
        out.text(returned.json());
      }
      case Ending.Threw threw -> {
        out.small(2);
        thrown(threw.thrown(), out);
      }
      case Ending.Invalid invalid -> {
        out.small(3);
        out.text(invalid.why());
      }
      case Ending.TooLarge tooLarge -> {
        out.small(4);
        out.number(tooLarge.bytes());
      }
      case Ending.Refused refused -> {
        out.small(5);
        out.text(refused.message());
      }
      case Ending.Stopped stopped -> {
        out.small(6);
        out.text(stopped.cause().name());
      }
    }
  }

  private static Ending ending(FrameReader in) {
    int kind = in.small();
    return switch (kind) {
      case 1 -> new Ending.Returned(in.text());
      case 2 -> new Ending.Threw(thrown(in));
      case 3 -> new Ending.Invalid(in.text());
      case 4 -> new Ending.TooLarge(in.bigNumber());
      case 5 -> new Ending.Refused(in.text());
      case 6 -> new Ending.Stopped(in.word(Ending.Cause.class));
      default -> throw new MalformedFrameException("unknown kind of ending: " + kind);
    };
  }

  private static void thrown(Thrown thrown, FrameWriter out) {
    out.text(thrown.message());
    out.text(thrown.stack());
    out.optionalText(thrown.data());
  }

  private static Thrown thrown(FrameReader in) {
    return new Thrown(in.text(), in.text(), in.optionalText());
  }

  private static void bundle(Bundle bundle, FrameWriter out) {
    out.list(
        bundle.modules(),
        source -> {
          out.text(source.path());
          out.text(source.text());
        });
    out.list(
        new ArrayList<>(bundle.environment().entrySet()),
        variable -> {
          out.text(variable.getKey());
          out.text(variable.getValue());
        });
    out.number(bundle.nowMillis());
    out.number(bundle.seed());
  }

  private static Bundle bundle(FrameReader in) {
    var modules = in.list(() -> new Bundle.Source(in.text(), in.text()));
    var environment = new HashMap<String, String>();
    int variables = in.number();
    for (int i = 0; i < variables; i++) {
      environment.put(in.text(), in.text());
    }
    return new Bundle(modules, environment, in.bigNumber(), in.bigNumber());
  }
}

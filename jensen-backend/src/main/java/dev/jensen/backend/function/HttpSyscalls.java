package dev.jensen.backend.function;

import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Answers the syscalls of one HTTP action: those of actions, and the one with which it responds
/// (`spec/function-runtime.md` §13).
final class HttpSyscalls implements Syscalls, HttpExchange {

  private static final Logger LOG = LoggerFactory.getLogger(HttpSyscalls.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int BODY_BYTES_MAX = 20 << 20;
  private static final int PIECE_BYTES = 1 << 16;
  private static final String LENGTH = "Content-Length";

  private final World world;
  private final Syscalls others;
  private final ActionIo io;
  private final HttpCall call;
  private final HttpResponder responder;
  private volatile @Nullable Thread copying;
  private volatile @Nullable Long streamId;
  private volatile boolean responded;
  private volatile boolean broken;
  private int sent;

  HttpSyscalls(World world, Syscalls others, ActionIo io, HttpCall call, HttpResponder responder) {
    this.world = world;
    this.others = others;
    this.io = io;
    this.call = call;
    this.responder = responder;
  }

  @Override
  public List<SyscallReply> perform(List<Syscall> batch, FunctionRuntime nested) {
    var replies = new ArrayList<SyscallReply>(batch.size());
    for (var syscall : batch) {
      replies.add(reply(syscall, nested));
    }
    return replies;
  }

  @Override
  public Contents contents() {
    return others.contents();
  }

  @Override
  public HttpExchange exchange() {
    return this;
  }

  @Override
  public HttpCall call() {
    return call;
  }

  @Override
  public OutputStream respond(int status, List<HttpCall.Header> headers) {
    responded = true;
    try {
      responder.begin(status, headers);
    } catch (IOException e) {
      isGone(e);
    }
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int count) throws IOException {
        send(bytes, offset, count);
      }
    };
  }

  private void send(byte[] bytes, int offset, int count) throws IOException {
    try {
      for (int at = offset; at < offset + count; at += PIECE_BYTES) {
        var piece = Arrays.copyOfRange(bytes, at, Math.min(offset + count, at + PIECE_BYTES));
        write(piece, piece.length);
      }
    } catch (IOException e) {
      isGone(e);
      throw e;
    }
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public void logged(List<LogLine> lines) {
    others.logged(lines);
  }

  private SyscallReply reply(Syscall syscall, FunctionRuntime nested) {
    if (syscall.operation().equals("jensen/respond")) {
      return respond(JSON.readTree(syscall.arguments()));
    }
    if (syscall.operation().equals("jensen/callerGone")) {
      return callerGone();
    }
    return others.perform(List.of(syscall), nested).getFirst();
  }

  private SyscallReply callerGone() {
    try {
      responder.awaitGone();
      return new SyscallReply.Result("null");
    } catch (InterruptedException _) {
      return new SyscallReply.Failure("The action has ended", null);
    }
  }

  /// Whether a head was sent.
  boolean hasResponded() {
    return responded;
  }

  /// Waits until what the action has written is sent.
  ///
  /// @param response JSON of a whole response, or of null if the action has responded before; null
  ///   if it did not return
  /// @return whether all of it was sent
  boolean finish(@Nullable String response) {
    boolean isWhole = response != null;
    if (isWhole && !responded) {
      respond(JSON.readTree(response));
    }
    var id = streamId;
    if (!isWhole && id != null) {
      io.breakOff(id, "the action failed");
    }
    var thread = copying;
    if (thread != null) {
      World.join(List.of(thread));
    }
    return isWhole && !broken;
  }

  private SyscallReply respond(JsonNode head) {
    responded = true;
    try {
      byte[] body = body(head);
      responder.begin(head.get("status").asInt(), headers(head, body.length));
      write(body, body.length);
      if (head.get("streamId").isNumber()) {
        long id = head.get("streamId").asLong();
        streamId = id;
        var written = io.written(id);
        copying = world.start("http-response", () -> copy(written));
      }
    } catch (IOException e) {
      isGone(e);
    }
    return new SyscallReply.Result("null");
  }

  /// The body if it came with the head, else nothing.
  private static byte[] body(JsonNode head) {
    var text = head.get("text");
    if (text != null) {
      return text.asString().getBytes(StandardCharsets.UTF_8);
    }
    var base64 = head.get("base64");
    return base64 == null ? new byte[0] : Base64.getDecoder().decode(base64.asString());
  }

  private static List<HttpCall.Header> headers(JsonNode head, int bodyBytes) {
    var headers = new ArrayList<HttpCall.Header>();
    for (var pair : head.get("headerPairs")) {
      headers.add(new HttpCall.Header(pair.get(0).asString(), pair.get(1).asString()));
    }
    if (bodyBytes > 0
        && headers.stream().noneMatch(header -> header.name().equalsIgnoreCase(LENGTH))) {
      headers.add(new HttpCall.Header(LENGTH, Integer.toString(bodyBytes)));
    }
    return headers;
  }

  private void copy(InputStream written) {
    byte[] piece = new byte[PIECE_BYTES];
    try (written) {
      for (int count = written.read(piece); count >= 0; count = written.read(piece)) {
        write(piece, count);
      }
    } catch (IOException e) {
      isGone(e);
    }
  }

  private void write(byte[] bytes, int count) throws IOException {
    int kept = Math.min(count, BODY_BYTES_MAX - sent);
    if (kept < count && !broken) {
      broken = true;
      LOG.warn(
          "HttpResponseTooLarge: HTTP actions support responses up to 20 MiB ({} {} [{}])",
          call.method(),
          call.path(),
          call.requestId());
    }
    if (kept > 0) {
      responder.write(bytes, kept);
      sent += kept;
    }
  }

  /// The function runs on: it may do more than answer.
  private void isGone(IOException e) {
    broken = true;
    LOG.debug("{} {} [{}] was not sent", call.method(), call.path(), call.requestId(), e);
  }
}

package dev.jensen.backend.function.java;

import dev.jensen.functions.ActionContext;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.HttpAction;
import dev.jensen.functions.HttpAction.Method;
import dev.jensen.functions.Request;
import dev.jensen.functions.Response;
import dev.jensen.functions.StoredFile;
import dev.jensen.mapping.Id;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// HTTP actions of all kinds.
final class Site {

  private static final int CHUNK = 1 << 20;

  @HttpAction(method = Method.POST, path = "/java/message")
  Response message(ActionContext ctx, Request request) {
    ctx.log("received", request.text().length());
    var message =
        Map.of(
            "channel", "site", "author", String.valueOf(request.header("x-author")), "body", "b");
    var id = ctx.runMutation("chat:send", message, String.class);
    return Response.json(201, Map.of("id", String.valueOf(id))).with("X-A", "1").with("X-A", "2");
  }

  @HttpAction(method = Method.GET, path = "/java/request")
  Response request(Request request) {
    return Response.text(
        "%s %s %s %s"
            .formatted(
                request.method(), request.path(), request.parameter("q"), request.text().length()));
  }

  @HttpAction(method = Method.GET, pathPrefix = "/java/")
  Response prefix(Request request) {
    return Response.text("prefix " + request.path());
  }

  @HttpAction(method = Method.GET, pathPrefix = "/java/deep/")
  Response longer(Request request) {
    return Response.text("longer " + request.path());
  }

  @HttpAction(method = Method.GET, path = "/java/who")
  Response who(ActionContext ctx, Request request) {
    var user = ctx.identity();
    return Response.text(user == null ? "nobody" : user.tokenIdentifier());
  }

  @HttpAction(method = Method.GET, path = "/java/refuses")
  Response refuses(Request request) {
    if (request.header("x-tea") == null) {
      throw new ConvexError(Map.of("why", "tea"));
    }
    return Response.of(200);
  }

  @HttpAction(method = Method.GET, path = "/java/breaks-off")
  Response breaksOff(Request request) {
    return Response.stream(
        "text/plain",
        out -> {
          out.write("half".getBytes(StandardCharsets.UTF_8));
          throw new IllegalStateException("in the middle");
        });
  }

  /// Answers with each part of the body when it has come.
  @HttpAction(method = Method.POST, path = "/java/echo")
  Response echo(ActionContext ctx, Request request) {
    return Response.stream(
        "application/octet-stream",
        out -> {
          byte[] piece = new byte[1 << 16];
          InputStream body = request.body();
          for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
            out.write(piece, 0, count);
            ctx.env("LANG");
          }
        });
  }

  @HttpAction(method = Method.POST, path = "/java/closes")
  Response closes(Request request) throws IOException {
    try (var body = request.body()) {
      return Response.text("%d".formatted(body.read()));
    }
  }

  @HttpAction(method = Method.GET, path = "/java/large")
  Response large(Request request) {
    return Response.stream(
        "application/octet-stream",
        out -> {
          for (int i = 0; i < 30; i++) {
            out.write(new byte[CHUNK]);
          }
        });
  }

  @HttpAction(method = Method.POST, path = "/java/files")
  Response store(ActionContext ctx, Request request) {
    return Response.text(ctx.storage().store(request.blob()).value());
  }

  @HttpAction(method = Method.GET, path = "/java/files")
  Response file(ActionContext ctx, Request request) {
    var file = ctx.storage().get(new Id<StoredFile>(String.valueOf(request.parameter("id"))));
    return file == null ? Response.of(404) : Response.of(file);
  }

  @HttpAction(method = Method.DELETE, path = "/java/files")
  Response none(Request request) {
    return Response.of(204);
  }
}

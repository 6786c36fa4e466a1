package dev.jensen.backend;

import dev.jensen.backend.function.Caller;
import dev.jensen.backend.function.HttpActions;
import dev.jensen.backend.function.HttpCall;
import dev.jensen.backend.function.HttpOutcome;
import dev.jensen.backend.function.HttpResponder;
import dev.jensen.backend.function.RequestOrigin;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.token.SiteFetcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the deployment's HTTP actions answer, asked within the process: a deployment that issues
/// its own tokens publishes its keys there (`spec/auth.md` §13).
///
/// The request runs as one from outside would, on a worker of its own, so the call whose token is
/// being checked holds nothing that it needs.
final class OwnSite implements SiteFetcher {

  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final int FAILED = 500;
  private static final int NOT_FOUND = 404;

  /// What the deployment publishes itself, beside the HTTP actions.
  private final URI ownKeys;

  private final String publicKeys;
  private final HttpActions actions;

  OwnSite(HttpActions actions, Origins origins, String publicKeys) {
    this.actions = actions;
    this.ownKeys = URI.create(origins.cloud() + "/.well-known/jwks.json");
    this.publicKeys = publicKeys;
  }

  @Override
  public Answer get(URI url) {
    if (url.equals(ownKeys)) {
      return new Answer(200, Map.of("content-type", "application/json"), publicKeys);
    }
    var path = url.getRawPath();
    var call =
        new HttpCall(
            "GET",
            url.toString(),
            path == null || path.isEmpty() ? "/" : path,
            List.of(new HttpCall.Header("accept", "application/json")),
            null,
            new Identity.Unknown(),
            null,
            "keys",
            RequestOrigin.of(Caller.HTTP_ENDPOINT));
    var kept = new Kept();
    return switch (actions.serve(call, kept)) {
      case HttpOutcome.Responded(var isComplete) ->
          isComplete ? kept.answer() : Answer.empty(FAILED);
      case HttpOutcome.Failed _ -> Answer.empty(FAILED);
      case HttpOutcome.NoRouter _ -> Answer.empty(NOT_FOUND);
    };
  }

  /// A response in memory.
  private static final class Kept implements HttpResponder {

    private final Map<String, String> headers = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;

    @Override
    public void begin(int status, List<HttpCall.Header> headers) {
      this.status = status;
      for (var header : headers) {
        this.headers.putIfAbsent(header.name().toLowerCase(Locale.ROOT), header.value());
      }
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
      if (body.size() + count > BODY_BYTES_MAX) {
        throw new IOException("the document is too large");
      }
      body.write(bytes, 0, count);
    }

    Answer answer() {
      return new Answer(status, headers, body.toString(StandardCharsets.UTF_8));
    }
  }
}

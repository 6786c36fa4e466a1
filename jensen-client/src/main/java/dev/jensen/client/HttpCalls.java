package dev.jensen.client;

import dev.jensen.client.wire.ClientMessage;
import dev.jensen.client.wire.Credentials;
import dev.jensen.client.wire.FunctionKind;
import dev.jensen.client.wire.FunctionOutcome;
import dev.jensen.client.wire.MalformedMessageException;
import dev.jensen.client.wire.MessageReader;
import dev.jensen.client.wire.MessageWriter;
import dev.jensen.value.InvalidValueException;
import dev.jensen.value.Value;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Sends calls over HTTP, again where that is safe.
final class HttpCalls {

  /// A result of 16 MiB and its log lines, every character escaped.
  private static final int ANSWER_BYTES_MAX = 160 << 20;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

  /// A function ran (`spec/http-api.md` §4.1); 560 is what older deployments say when it failed.
  private static final int OK = 200;

  private static final int OK_FAILED = 560;
  private static final int UNAUTHORIZED = 401;

  private final HttpClient http;
  private final Address address;
  private final Duration timeout;
  private final int attemptsMax;
  private final AtomicLong calls = new AtomicLong();
  private final Map<Long, Future<?>> waiting = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  HttpCalls(HttpClient http, Address address, Duration timeout, int attemptsMax) {
    this.http = http;
    this.address = address;
    this.timeout = timeout;
    this.attemptsMax = attemptsMax;
  }

  /// One call of a function.
  record Call(FunctionKind kind, String path, Value.Obj arguments) {

    /// Takes what can be sent.
    ///
    /// @throws InvalidValueException if no message can carry it
    Call {
      ClientMessage.requireSendable(path, arguments);
    }
  }

  /// Calls until there is an answer, a reason not to try again, or no time left.
  FunctionOutcome run(Call call, Caller caller) {
    long deadline = System.nanoTime() + timeout.toNanos();
    var attempt = attemptWithFreshToken(call, caller, deadline);
    for (int i = 1; i < attemptsMax && attempt.mayBeRepeated(call.kind()); i++) {
      if (!pause(i, deadline)) {
        break;
      }
      attempt = attemptWithFreshToken(call, caller, deadline);
    }
    return switch (attempt) {
      case HttpAttempt.Answered answered -> answered.outcome();
      case HttpAttempt.Refused refused -> throw refused.reason();
      case HttpAttempt.Failed failed -> throw failed.reason();
    };
  }

  /// A token that is refused fails the request before anything runs (`spec/http-api.md` §3.2), so
  /// any call may be made again with another one.
  private HttpAttempt attemptWithFreshToken(Call call, Caller caller, long deadline) {
    var credentials = caller.credentials(false);
    var attempt = attempt(call, credentials, deadline);
    if (attempt instanceof HttpAttempt.Refused refused
        && refused.reason().status() == UNAUTHORIZED) {
      var fresh = caller.credentials(true);
      if (!fresh.equals(credentials)) {
        return attempt(call, fresh, deadline);
      }
    }
    return attempt;
  }

  private HttpAttempt attempt(Call call, Credentials credentials, long deadline) {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return new HttpAttempt.Failed(timeout(false, null));
    }
    if (isClosed()) {
      return new HttpAttempt.Failed(closed(false, null));
    }
    var answer =
        http.sendAsync(request(call, credentials), info -> new BoundedText(ANSWER_BYTES_MAX));
    long number = calls.incrementAndGet();
    waiting.put(number, answer);
    try {
      if (isClosed()) {
        // Nobody may have seen it among those that wait.
        answer.cancel(true);
      }
      return read(answer.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new HttpAttempt.Failed(timeout(true, e));
    } catch (CancellationException e) {
      return new HttpAttempt.Failed(closed(true, e));
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      return new HttpAttempt.Failed(isClosed() ? closed(true, cause) : unanswered(cause));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ConnectionException("Interrupted", "the calling thread was interrupted", true, e);
    } finally {
      waiting.remove(number);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// Calls that wait fail, and others are not made any more.
  void close() {
    closed.countDown();
    waiting.values().forEach(answer -> answer.cancel(true));
  }

  private HttpRequest request(Call call, Credentials credentials) {
    var request =
        HttpRequest.newBuilder(address.route("/api/" + call.kind().route()))
            .header("Content-Type", "application/json")
            .header("Convex-Client", Address.CLIENT)
            .POST(BodyPublishers.ofString(MessageWriter.httpCall(call.path(), call.arguments())));
    var authorization = credentials.header();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  private static HttpAttempt read(HttpResponse<String> response) {
    if (response.statusCode() != OK && response.statusCode() != OK_FAILED) {
      var refusal = MessageReader.readRefusal(response.body());
      return new HttpAttempt.Refused(
          new RefusedException(
              response.statusCode(),
              refusal.code() == null ? "Refused" : refusal.code(),
              "HTTP status %d: %s".formatted(response.statusCode(), refusal.message())));
    }
    try {
      return new HttpAttempt.Answered(MessageReader.readHttpAnswer(response.body()));
    } catch (MalformedMessageException e) {
      throw new ConnectionException(
          "MalformedAnswer", "not the answer of a deployment: " + e.getMessage(), true, e);
    }
  }

  private static ConnectionException closed(boolean mayHaveRun, @Nullable Throwable cause) {
    return new ConnectionException("Closed", "the client was closed", mayHaveRun, cause);
  }

  private ConnectionException timeout(boolean mayHaveRun, @Nullable Throwable cause) {
    return new ConnectionException(
        "Timeout", "no answer within %s".formatted(timeout), mayHaveRun, cause);
  }

  /// Nothing was sent only if there never was a connection.
  private ConnectionException unanswered(Throwable cause) {
    boolean wasConnected =
        !(cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof UnresolvedAddressException);
    String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new ConnectionException(
        wasConnected ? "ConnectionLost" : "Unreachable",
        "no answer from %s: %s".formatted(address.route("/"), why),
        wasConnected,
        cause);
  }

  /// Waits longer each time, and never in step with others.
  ///
  /// @return false if there is no time for it, or no client any more
  private boolean pause(int attempt, long deadline) {
    long longest = Math.min(FIRST_PAUSE.toMillis() << attempt, PAUSE_MAX.toMillis());
    long millis = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) >= deadline) {
      return false;
    }
    try {
      return !closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

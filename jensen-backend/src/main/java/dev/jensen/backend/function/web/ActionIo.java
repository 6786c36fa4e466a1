package dev.jensen.backend.function.web;

import dev.jensen.backend.function.web.Exchange.CancelledException;
import dev.jensen.backend.world.InterruptedSleepException;
import dev.jensen.backend.world.World;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The network and the clock of one running action (`spec/function-runtime.md` §§11.5, 12.2): what
/// the runtime's own prelude asks for under [#PREFIX].
///
/// The action numbers its fetches, sleeps and streams; calls that belong together name the same
/// number. Calls block, and may come from any number of threads at once: a fetch, the pieces of its
/// body and what cancels it overlap. Thread-safe.
public final class ActionIo implements AutoCloseable {

  /// What the names of all operations start with.
  public static final String PREFIX = "jensen/";

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String NOTHING = "null";

  private final World world;
  private final WebClient client;
  private final Limits limits;

  // Guarded by this.
  private final Map<Long, Exchange> exchanges = new HashMap<>();
  private final Set<Long> gone;
  private boolean closed;

  public ActionIo(World world, WebClient client) {
    this.world = world;
    this.client = client;
    this.limits = client.limits();
    int goneMax = 4 * limits.openMax();
    this.gone =
        Collections.newSetFromMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                return size() > goneMax;
              }
            });
  }

  /// Does what `operation` says and waits until it is done.
  ///
  /// @param json its arguments
  /// @return JSON text
  /// @throws IoFailedException if it fails, with a message for the action
  public String call(String operation, String json) {
    try {
      return perform(operation, MAPPER.readTree(json));
    } catch (CancelledException e) {
      throw new IoFailedException("Aborted");
    }
  }

  private String perform(String operation, JsonNode arguments) {
    return switch (operation) {
      case "jensen/sleep" -> sleep(arguments);
      case "jensen/fetch" -> fetch(arguments);
      case "jensen/cancel", "jensen/bodyCancel" -> end(id(arguments));
      case "jensen/bodyRead" -> read(id(arguments));
      case "jensen/bodyWrite" -> {
        byte[] piece = Base64.getDecoder().decode(arguments.get("chunk").asString());
        exchange(id(arguments)).upload().write(piece);
        yield NOTHING;
      }
      case "jensen/bodyClose" -> {
        exchange(id(arguments)).upload().complete();
        yield NOTHING;
      }
      case "jensen/bodyFail" -> {
        exchange(id(arguments)).upload().breakOff(arguments.get("message").asString());
        yield NOTHING;
      }
      default -> throw new IoFailedException("Unknown async operation %s".formatted(operation));
    };
  }

  /// What the action writes under `handle`, for whoever it is meant for, who closes it.
  public InputStream written(long handle) {
    return new FilterInputStream(exchange(handle).upload()) {
      @Override
      public void close() {
        end(handle);
      }
    };
  }

  /// Lets reading what the action wrote under `handle` fail where it stopped, if anybody still
  /// reads.
  public void breakOff(long handle, String message) {
    var exchange = find(handle);
    if (exchange != null) {
      exchange.upload().breakOff(message);
    }
  }

  /// Lets the action read `body` under `handle`; it is closed when it has been read, or is not
  /// wanted.
  public void offer(long handle, InputStream body) {
    exchange(handle).setBody(body);
  }

  /// Ends everything that is under way.
  @Override
  public void close() {
    List<Exchange> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(exchanges.values());
      exchanges.clear();
    }
    open.forEach(Exchange::cancel);
  }

  private static long id(JsonNode arguments) {
    var id = arguments.path("id");
    return (id.isNumber() ? id : arguments.get("handle")).asLong();
  }

  /// The exchange of that number; whoever speaks of it first opens it.
  ///
  /// @throws CancelledException if it is over
  private synchronized Exchange exchange(long id) {
    if (closed || gone.contains(id)) {
      throw new CancelledException();
    }
    var known = exchanges.get(id);
    if (known != null) {
      return known;
    }
    if (exchanges.size() >= limits.openMax()) {
      throw new IoFailedException(
          "Too many operations: %d are under way or have a response that is not read"
              .formatted(limits.openMax()));
    }
    var opened = new Exchange(limits.uploadPieces());
    exchanges.put(id, opened);
    return opened;
  }

  private synchronized @Nullable Exchange find(long id) {
    return exchanges.get(id);
  }

  /// Ends what has that number, and whatever may still arrive under it: calls overtake each other.
  private String end(long id) {
    Exchange ended;
    synchronized (this) {
      gone.add(id);
      ended = exchanges.remove(id);
    }
    if (ended != null) {
      ended.cancel();
    }
    return NOTHING;
  }

  private String sleep(JsonNode arguments) {
    long id = id(arguments);
    try {
      return exchange(id)
          .work(() -> {
            world.sleep(Duration.ofMillis(arguments.get("millis").asLong()));
            return NOTHING;
          });
    } catch (CancelledException | InterruptedSleepException _) {
      return NOTHING;
    } catch (IOException e) {
      throw new IllegalStateException("a sleep reads nothing", e);
    } finally {
      end(id);
    }
  }

  private String fetch(JsonNode arguments) {
    long id = id(arguments);
    var exchange = exchange(id);
    boolean isOpen = false;
    try {
      var request = FetchRequest.parse(arguments);
      var fetched = exchange.work(() -> client.fetch(request, exchange.upload()));
      var body = fetched.body();
      if (body != null) {
        exchange.setBody(body);
        isOpen = true;
      }
      return head(id, arguments.get("url").asString(), fetched);
    } catch (IOException e) {
      throw new IllegalStateException("the client reports its failures itself", e);
    } finally {
      if (!isOpen) {
        end(id);
      }
    }
  }

  private static String head(long id, String asked, Fetched fetched) {
    var head = MAPPER.createObjectNode();
    head.put("status", fetched.status());
    var code = HttpStatus.getCode(fetched.status());
    head.put("statusText", code == null ? "" : code.getMessage());
    int fragment = asked.indexOf('#');
    String url = fragment < 0 ? asked : asked.substring(0, fragment);
    head.put("url", fetched.redirected() ? fetched.uri().toString() : url);
    head.put("redirected", fetched.redirected());
    var headers = head.putArray("headers");
    fetched.headers().forEach(header -> headers.addArray().add(header.name()).add(header.value()));
    if (fetched.body() == null) {
      head.putNull("body");
    } else {
      head.put("body", id);
    }
    return head.toString();
  }

  private String read(long id) {
    var exchange = find(id);
    InputStream body = exchange == null ? null : exchange.body();
    if (exchange == null || body == null) {
      throw new IoFailedException("The body is gone");
    }
    boolean isDone = true;
    try {
      var piece = new byte[limits.pieceBytes()];
      int count = exchange.work(() -> fill(body, piece));
      if (count < 0) {
        return "{\"done\":true}";
      }
      isDone = false;
      return "{\"chunk\":\"%s\"}".formatted(base64(piece, count));
    } catch (IOException e) {
      throw new IoFailedException("terminated: %s".formatted(e.getMessage()));
    } finally {
      if (isDone) {
        end(id);
      }
    }
  }

  private static String base64(byte[] piece, int count) {
    var exact = count == piece.length ? piece : Arrays.copyOf(piece, count);
    return Base64.getEncoder().encodeToString(exact);
  }

  /// Reads what is there, at least one byte, without waiting for more.
  private static int fill(InputStream body, byte[] piece) throws IOException {
    int count = body.read(piece);
    while (count >= 0 && count < piece.length && body.available() > 0) {
      int more = body.read(piece, count, piece.length - count);
      if (more < 0) {
        return count;
      }
      count += more;
    }
    return count;
  }
}

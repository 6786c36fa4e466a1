package dev.jensen.backend.model;

import dev.jensen.value.InternalId;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One cron job (`spec/values-and-data.md` §13).
///
/// @param spec as `spec/deploy-api.md` §8.1 has it
/// @param next when it is to run
/// @param running when the run was due that began and has not ended, or null; actions only
/// @param attempts how often the run that is due was put off
/// @param runs how many there were so far
public record CronJob(
    String identifier,
    String spec,
    Instant next,
    @Nullable Instant running,
    long attempts,
    long runs) {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// What names it in its queue.
  public InternalId id() {
    return CronJobs.id(identifier);
  }

  /// What it calls, such as `dir/tasks.js:send`.
  public String name() {
    return json().path("udfPath").asString("");
  }

  /// What it calls that with: an array with one object.
  public Value arguments() {
    var bytes = json().path("udfArgs");
    byte[] text = new byte[bytes.size()];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) bytes.path(i).asInt();
    }
    return JsonFormat.ENCODED.read(new String(text, StandardCharsets.UTF_8));
  }

  CronSchedule schedule() {
    return CronSchedule.parse(scheduleJson(), identifier);
  }

  JsonNode scheduleJson() {
    return json().path("cronSchedule");
  }

  private JsonNode json() {
    return JSON.readTree(spec);
  }

  CronJob with(Instant next, @Nullable Instant running, long attempts, long runs) {
    return new CronJob(identifier, spec, next, running, attempts, runs);
  }
}

package dev.jensen.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who tries many keys, and others at the same address.
@Timeout(120)
class GuessingTest {

  @Test
  void guessersAreSlowedDownAndNobodyElseIs(@TempDir Path data) throws Exception {
    var statuses = new HashSet<Integer>();
    try (var backend = Backend.start(BackendOptions.defaults(data));
        var client = HttpClient.newHttpClient()) {
      HttpResponse<String> last = ask(client, backend, "Convex jensen|0");
      for (int i = 1; i < 1000; i++) {
        statuses.add(last.statusCode());
        last = ask(client, backend, i % 2 == 0 ? "Convex jensen|" + i : "Bearer jensen_st_" + i);
      }
      var right = ask(client, backend, "Convex " + Backend.adminKey(data));

      assertThat(statuses).containsExactlyInAnyOrder(401, 429);
      assertThat(right.statusCode()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> ask(HttpClient client, Backend backend, String proof)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(backend.url().resolve("/api/check_admin_key"))
            .header("Authorization", proof);
    var response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() == 429) {
      assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(response.body()).contains("TooManyFailedAttempts");
    }
    return response;
  }
}

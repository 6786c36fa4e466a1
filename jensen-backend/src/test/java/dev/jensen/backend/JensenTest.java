package dev.jensen.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.functions.Functions;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JensenTest {

  // @start region=embedded
  @Table("guests")
  record Guest(String name) {}

  @Functions("guests")
  static final class GuestBook {

    @Mutation
    void sign(MutationContext ctx, String name) {
      ctx.db().insert(new Guest(name));
    }

    @Query
    List<String> names(QueryContext ctx) {
      return ctx.db().query(Guest.class).stream().map(guest -> guest.content().name()).toList();
    }
  }

  Backend deploy(Path data) {
    return Jensen.builder(data).functions(new GuestBook()).tables(Guest.class).start();
  }

  // @end

  @Test
  void aDeploymentRunsInsideOfAnotherApplication(@TempDir Path data) throws Exception {
    try (var backend = deploy(data)) {
      assertThat(
              post(backend, "mutation", "{\"path\":\"guests:sign\",\"args\":{\"name\":\"Ada\"}}"))
          .isEqualTo("{\"status\":\"success\",\"value\":null}");
      assertThat(post(backend, "query", "{\"path\":\"guests:names\",\"args\":{}}"))
          .isEqualTo("{\"status\":\"success\",\"value\":[\"Ada\"]}");
    }
  }

  private static String post(Backend backend, String kind, String body) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(backend.url().resolve("/api/" + kind))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  @Test
  void whatBreaksARuleIsRefused(@TempDir Path data) {
    assertThatThrownBy(() -> Jensen.builder(data).functions(new Object()).start().close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("has no method with @Query");
  }
}

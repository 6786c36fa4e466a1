package dev.jensen.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.functions.Action;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.Blob;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.Cron;
import dev.jensen.functions.Document;
import dev.jensen.functions.Expression;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.HttpAction;
import dev.jensen.functions.HttpAction.Method;
import dev.jensen.functions.Index;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Order;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Request;
import dev.jensen.functions.Response;
import dev.jensen.functions.StoredFile;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.ResultType;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The code in the documentation of `dev.jensen.functions`.
@Timeout(120)
class FunctionsSnippetsTest {

  // @start region=table
  @Table(value = "messages", indexes = @Index(name = "by_channel", fields = "channel"))
  record Message(String channel, String author, String text, Optional<Id<StoredFile>> picture) {}

  // @end

  static final class Messages {

    // @start region=mutation
    @Mutation
    Id<Message> send(MutationContext ctx, String channel, String text) {
      var author = ctx.requireIdentity().subject();
      if (text.isBlank()) {
        throw new ConvexError("Say something");
      }
      return ctx.db().insert(new Message(channel, author, text, Optional.empty()));
    }

    // @end

    // @start region=query
    @Query
    List<Document<Message>> newest(QueryContext ctx, String channel) {
      return ctx.db()
          .query(Message.class)
          .withIndex("by_channel", range -> range.eq("channel", channel))
          .order(Order.DESCENDING)
          .take(20);
    }

    // @end

    // @start region=filter
    @Query
    List<Document<Message>> of(QueryContext ctx, String author) {
      var isTheirs = Expression.field("author").eq(author);
      return ctx.db().query(Message.class).filter(isTheirs).collect();
    }

    // @end

    // @start region=action
    @Action
    long greet(ActionContext ctx, List<String> channels) {
      for (var channel : channels) {
        var message = Map.of("channel", channel, "text", "Good morning");
        ctx.runMutation("messages:send", message, String.class);
      }
      return channels.size();
    }

    // @end

    // @start region=scheduler
    @Mutation
    void remindLater(MutationContext ctx, String channel) {
      ctx.scheduler().runAfter(Duration.ofHours(1), "messages:remind", Map.of("channel", channel));
    }

    @Internal
    @Mutation
    void remind(MutationContext ctx, String channel) {
      ctx.db().insert(new Message(channel, "clock", "An hour is over", Optional.empty()));
    }

    // @end

    // @start region=http
    @HttpAction(method = Method.POST, path = "/hooks/alarm")
    Response alarm(ActionContext ctx, Request request) {
      if (!ctx.isSecret("ALARM_KEY", String.valueOf(request.header("X-Key")))) {
        return Response.text(403, "Wrong key");
      }
      ctx.runMutation("messages:remind", Map.of("channel", "alarms"), Void.class);
      return Response.of(204);
    }

    // @end

    // @start region=stream
    @HttpAction(method = Method.GET, path = "/lines")
    Response lines(Request request) {
      return Response.stream(
          "text/plain",
          out -> {
            for (int i = 0; i < 3; i++) {
              out.write("line %d%n".formatted(i).getBytes(StandardCharsets.UTF_8));
            }
          });
    }

    // @end

    // @start region=files
    @HttpAction(method = Method.POST, path = "/pictures")
    Response upload(ActionContext ctx, Request request) {
      var id = ctx.storage().store(request.blob());
      return Response.json(Map.of("url", String.valueOf(ctx.storage().getUrl(id))));
    }

    @Mutation
    Id<StoredFile> note(MutationContext ctx, String text) {
      return ctx.storage().store(Blob.of(text));
    }

    // @end
  }

  /// Called every morning.
  static final class Mornings {

    @Internal
    @Mutation
    void wakeUp(MutationContext ctx) {
      ctx.db().insert(new Message("all", "clock", "Wake up", Optional.empty()));
    }
  }

  // @start region=app
  static FunctionApp app() {
    return FunctionApp.of(new Messages(), new Mornings())
        .withTables(Message.class)
        .withCrons(Cron.at("0 8 * * *", "wake up", "mornings:wakeUp"));
  }

  // @end

  /// A day before the cron job is next due.
  private static final Instant START = Instant.parse("2024-01-01T08:30:00Z");

  private static final ResultType<List<Document<Message>>> MESSAGES = new ResultType<>() {};

  @Test
  void messagesAreSentAndFound() {
    try (var deployment = TestDeployment.startAt(START, app())) {
      var ada = deployment.as("ada");
      ada.mutation("messages:send", Map.of("channel", "tea", "text", "first"));
      ada.action("messages:greet", Map.of("channels", List.of("tea")));
      deployment.mutation("messages:remindLater", Map.of("channel", "tea"));
      deployment.advance(Duration.ofHours(1));

      assertThat(deployment.query("messages:newest", Map.of("channel", "tea"), MESSAGES))
          .extracting(message -> message.content().text())
          .containsExactly("An hour is over", "Good morning", "first");
      assertThat(deployment.query("messages:of", Map.of("author", "clock"), MESSAGES)).hasSize(1);
    }
  }

  @Test
  void requestsAreAnswered() throws Exception {
    try (var deployment = TestDeployment.startAt(START, app()).setEnvironment("ALARM_KEY", "k");
        var http = HttpClient.newHttpClient()) {
      assertThat(post(http, deployment, "/hooks/alarm", "wrong")).isEqualTo("403 Wrong key");
      assertThat(post(http, deployment, "/hooks/alarm", "k")).isEqualTo("204 ");
      assertThat(post(http, deployment, "/pictures", "")).startsWith("200 {\"url\":\"http");
      var lines = HttpRequest.newBuilder(deployment.siteUrl().resolve("/lines")).build();
      assertThat(http.send(lines, BodyHandlers.ofString()).body().lines()).hasSize(3);
      assertThat(deployment.mutation("messages:note", Map.of("text", "n"), String.class))
          .isNotEmpty();
    }
  }

  private static String post(HttpClient http, TestDeployment deployment, String path, String key)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(deployment.siteUrl().resolve(path))
            .header("X-Key", key)
            .POST(BodyPublishers.ofString("content"))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    return "%d %s".formatted(response.statusCode(), response.body());
  }
}

package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.StartupException;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.LogLine;
import dev.jensen.backend.function.ResultText;
import dev.jensen.backend.identity.Identity;
import dev.jensen.functions.Cron;
import dev.jensen.functions.Document;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Page;
import dev.jensen.functions.PageOptions;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Functions in Java beside those in TypeScript, in one deployment.
@Timeout(120)
class JavaFunctionsTest {

  private static final String KEY = "acme|secret";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Identity NOBODY = new Identity.Unknown();

  @TempDir private static Path data;

  private static FunctionApp app;
  private static Backend backend;

  @BeforeAll
  static void start() throws Exception {
    app =
        FunctionApp.of(new Tasks(), new Chat())
            .withTables(Task.class, User.class, Message.class)
            .withCrons(Cron.every(Duration.ofHours(1), "often", "chat:rememberLater"));
    backend = start(data, app);
    var variables = JSON.createObjectNode();
    variables.putArray("changes").addObject().put("name", "API_KEY").put("value", "k1");
    var administrator = new Administrator(backend, KEY);
    administrator.post("/api/update_environment_variables", variables);
    administrator.push("mixed");
  }

  private static Backend start(Path directory, FunctionApp functions) {
    return Backend.start(
        BackendOptions.defaults(directory).withAdminKey(KEY), JavaFunctions.of(functions, "1"));
  }

  @AfterAll
  static void stop() {
    backend.close();
  }

  private static FunctionResult call(String path, Map<String, ?> arguments, Identity identity) {
    return backend
        .functions()
        .run(new FunctionCall(path, Values.of(arguments), null, identity, null, "request"));
  }

  private static Value value(String path, Map<String, ?> arguments) {
    var result = call(path, arguments, NOBODY);
    assertThat(result).isInstanceOf(FunctionResult.Success.class);
    return ((FunctionResult.Success) result).value();
  }

  private static FunctionResult.Failure failure(String path, Map<String, ?> arguments) {
    var result = call(path, arguments, NOBODY);
    assertThat(result).isInstanceOf(FunctionResult.Failure.class);
    return (FunctionResult.Failure) result;
  }

  private static Value send(String channel, String author, String body) {
    return value("chat:send", Map.of("channel", channel, "author", author, "body", body));
  }

  @Test
  void aKeyIsChecked() {
    assertThat(value("tasks:dumpData", Map.of("data", Map.of("a", 1L), "apiKey", "k1")))
        .isInstanceOf(Value.Text.class);
    var refused = failure("tasks:dumpData", Map.of("data", 1, "apiKey", "k2"));
    assertThat(refused.message())
        .startsWith("Uncaught ConvexError: Invalid API key\n    at ")
        .contains("Tasks.dumpData (Tasks.java:");
    assertThat(refused.data()).isEqualTo(new Value.Text("Invalid API key"));
  }

  @Test
  void argumentsAreValidated() {
    assertThat(failure("tasks:dumpData", Map.of("data", 1)).message())
        .startsWith("ArgumentValidationError: Object is missing the required field `apiKey`");
    assertThat(failure("tasks:dumpData", Map.of("data", 1, "apiKey", "k1", "more", 1)).message())
        .contains("Object contains extra field `more`");
    assertThat(failure("chat:like", Map.of("id", "nonsense")).message())
        .contains("ArgumentValidationError");
  }

  @Test
  void whatAnIntCannotHoldIsARefusedArgument() {
    assertThat(failure("chat:newestBy", Map.of("author", "ada", "count", 1.5)).message())
        .isEqualTo("ArgumentValidationError: `count`: 1.5 is no int\n");
    assertThat(failure("chat:sum", Map.of("first", 1, "others", List.of(2, 0.5))).message())
        .isEqualTo("ArgumentValidationError: .others[1]: 0.5 is no int\n");
    assertThat(failure("chat:sum", Map.of("first", 1e10, "others", List.of())).message())
        .isEqualTo("ArgumentValidationError: .first: 1.0E10 is no int\n");
    assertThat(value("chat:sum", Map.of("first", 1, "others", List.of(2, 3.0))))
        .isEqualTo(new Value.Float64(6));
  }

  /// As it is when the function throws it.
  @Test
  void argumentsMayThrowWhatIsMeantForCallers() {
    assertThat(failure("chat:sum", Map.of("first", -1, "others", List.of())).data())
        .isEqualTo(new Value.Text("begins below zero"));
  }

  @Test
  void documentsAreQueried() {
    send("queried", "ada", "one");
    send("queried", "bob", "two");
    send("queried", "ada", "three");

    var documents =
        Values.as(
            value("chat:list", Map.of("channel", "queried")),
            new ResultType<List<Document<Message>>>() {});
    assertThat(documents)
        .extracting(document -> document.content().body())
        .containsExactly("one", "two", "three");
    assertThat(value("chat:newestBy", Map.of("author", "ada", "count", 2)))
        .isEqualTo(Values.of(List.of("three", "one")));
    assertThat(Values.as(value("chat:swallows", Map.of()), String.class))
        .contains("Index messages.by_nothing not found");
  }

  @Test
  void pagesFollowEachOther() {
    for (int i = 0; i < 5; i++) {
      send("paged", "ada", "%d".formatted(i));
    }
    var seen = new HashSet<String>();
    @Nullable String cursor = null;
    boolean done = false;
    while (!done) {
      var options =
          Values.of(
              new PageOptions(
                  2,
                  cursor,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
      var page =
          Values.as(
              value("chat:page", Map.of("paginationOpts", options)),
              new ResultType<Page<Document<Message>>>() {});
      page.page().forEach(document -> assertThat(seen.add(document.id().value())).isTrue());
      cursor = page.continueCursor();
      done = page.isDone();
    }

    assertThat(seen).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void documentsAreChanged() {
    var id = send("changed", "ada", "first");

    assertThat(value("chat:like", Map.of("id", id))).isEqualTo(new Value.Int64(1));
    assertThat(value("chat:like", Map.of("id", id))).isEqualTo(new Value.Int64(2));
    assertThat(value("chat:change", Map.of("id", id)))
        .isEqualTo(
            Values.of(
                List.of(
                    "Message[channel=changed, author=ada, body=patched, likes=Optional[7]]",
                    "Message[channel=changed, author=ada, body=patched, likes=Optional.empty]",
                    "null")));
  }

  @Test
  void eitherLanguageCallsTheOther() {
    var id = value("bridge:add", Map.of("author", "ada", "body", "across"));

    assertThat(id).isInstanceOf(Value.Text.class);
    assertThat(value("bridge:bodies", Map.of("channel", "bridge")))
        .isEqualTo(Values.of(List.of("across")));
    assertThat(value("chat:callTypeScript", Map.of("text", "from java")))
        .isEqualTo(new Value.Text("remembered from java"));
    assertThat(value("bridge:remembered", Map.of()))
        .asInstanceOf(InstanceOfAssertFactories.type(Value.Array.class))
        .satisfies(texts -> assertThat(texts.items()).contains(new Value.Text("from java")));
  }

  @Test
  void whatACalledMutationWroteIsUndoneWhenItFails() {
    assertThat(value("chat:catchFailure", Map.of()))
        .isEqualTo(new Value.Text("{reason: \"on purpose\"}"));
    assertThat(Values.as(value("bridge:addAndCatch", Map.of()), Object.class).toString())
        .contains("on purpose");
    assertThat(value("chat:list", Map.of("channel", "failed"))).isEqualTo(Values.of(List.of()));
  }

  @Test
  void actionsCallAndSchedule() throws Exception {
    assertThat(value("chat:later", Map.of("text", "tea")))
        .isEqualTo(Values.of(List.of("tea", "scheduled")));

    while (!((Value.Array) value("bridge:remembered", Map.of()))
        .items()
        .contains(new Value.Text("tea later"))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void timeAndRandomnessAreGiven() {
    assertThat(value("chat:deterministic", Map.of()))
        .isEqualTo(Values.of(List.of("true", "false")));
  }

  @Test
  void linesAreLogged() {
    var result =
        call("chat:send", Map.of("channel", "logged", "author", "ada", "body", "hi"), NOBODY);

    assertThat(result.logLines())
        .extracting(LogLine::toString)
        .containsExactly("[LOG] 'sending' 'hi' 3n");
  }

  @Test
  void exceptionsSayWhere() {
    assertThat(failure("chat:breaks", Map.of()).message())
        .startsWith(
            "Uncaught IllegalArgumentException: out of order\n"
                + "    at dev.jensen.backend.function.java.Chat.breaks (Chat.java:");
    assertThat(failure("chat:breaks", Map.of()).message()).doesNotContain("Handler");
  }

  @Test
  void whoBlocksIsStopped() {
    var failure = failure("chat:blocks", Map.of());

    assertThat(failure.message())
        .matches(
            """
            Function execution timed out \\(maximum duration: 1s\\)\\. It was at \\S+\\.Chat\\.blocks \\(Chat\\.java:\\d+\\), in a call of java\\.util\\.concurrent\\.CountDownLatch\\.await\\. Queries and mutations must be short and wait for nothing; call other services from an action
            (    at \\S+ \\(\\S+\\)
            )+    at \\S+\\.CountDownLatch\\.await \\(CountDownLatch\\.java:\\d+\\)
                at \\S+\\.Chat\\.blocks \\(Chat\\.java:\\d+\\)
            """);
    assertThat(new ResultText(true).message(failure, "1")).doesNotContain("Chat", "timed out");
  }

  @Test
  void queriesDoNotWrite() {
    assertThat(failure("chat:writes", Map.of()).message())
        .contains("`db.insert` is not available in queries");
    assertThat(failure("chat:writesInQueryClothes", Map.of()).message())
        .contains("is not available in queries");
  }

  @Test
  void aContextIsOfOneRun() {
    value("chat:keeps", Map.of());

    assertThat(failure("chat:usesKept", Map.of()).message())
        .contains("The context of chat:keeps was used after the function had returned");
    assertThat(failure("chat:usesOtherThread", Map.of()).message())
        .contains("The context of chat:usesOtherThread was used on another thread");
  }

  @Test
  void internalFunctionsAreKeptFromOutside() {
    assertThat(failure("chat:rememberLater", Map.of("text", "x")).message())
        .startsWith("Could not find function for 'chat:rememberLater'");
    assertThat(value("chat:later", Map.of("text", "inside"))).isInstanceOf(Value.Array.class);
  }

  record Wrong(String field) {}

  static final class NoContext {
    @Query
    void wrong(String text) {}
  }

  static final class NoValue {
    @Query
    void wrong(QueryContext ctx, Thread thread) {}
  }

  static final class NoResult {
    @Query
    Map<Long, String> wrong(QueryContext ctx) {
      return Map.of();
    }
  }

  static final class NoFunctions {}

  @Test
  void mistakesOfAuthorsAreExplained() {
    assertMistake(FunctionApp.of(new NoContext()), "needs a QueryContext as its first parameter");
    assertMistake(FunctionApp.of(new NoValue()), "java.lang.Thread stands for no value");
    assertMistake(FunctionApp.of(new NoResult()), "the keys of a Map are of type String");
    assertMistake(FunctionApp.of(new NoFunctions()), "has no method with @Query");
    assertMistake(FunctionApp.of(new Tasks(), new Tasks()), "Two functions are called tasks:");
    assertMistake(FunctionApp.of(new Tasks()).withTables(Wrong.class), "has no @Table");
  }

  private static void assertMistake(FunctionApp wrong, String message) {
    assertThatThrownBy(() -> JavaFunctions.of(wrong, "1"))
        .isInstanceOf(InvalidFunctionAppException.class)
        .hasMessageContaining(message);
  }

  @Table("notes")
  record Note(String text) {}

  @Table("notes")
  record StricterNote(String text, long stars) {}

  @Functions("notes")
  static final class Notes {
    @Mutation
    void add(MutationContext ctx, String text) {
      ctx.db().insert(new Note(text));
    }
  }

  @Test
  void anApplicationIsReplacedByTheNextStart(@TempDir Path directory) {
    var notes = FunctionApp.of(new Notes()).withTables(Note.class);
    try (var first = start(directory, notes)) {
      var added =
          new FunctionCall("notes:add", Values.of(Map.of("text", "a")), null, NOBODY, null, "1");
      assertThat(first.functions().run(added)).isInstanceOf(FunctionResult.Success.class);
    }

    var stricter = FunctionApp.of(new Notes()).withTables(StricterNote.class);
    assertThatThrownBy(() ->
            Backend.start(
                    BackendOptions.defaults(directory).withAdminKey(KEY),
                    JavaFunctions.of(stricter, "2"))
                .close())
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("Object is missing the required field `stars`");
    try (var none = Backend.start(BackendOptions.defaults(directory).withAdminKey(KEY))) {
      assertThat(none.functions().type("notes:add")).isNull();
    }
  }
}

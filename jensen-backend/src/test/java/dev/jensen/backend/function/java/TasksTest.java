package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.world.UnhurriedWorld;
import dev.jensen.functions.Document;
import dev.jensen.functions.FunctionApp;
import dev.jensen.mapping.Id;
import dev.jensen.mapping.ResultType;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `doSomething` does for whom (`spec/acceptance-scenarios.md` S5).
@Timeout(120)
class TasksTest {

  private static final Identity NOBODY = new Identity.Unknown();

  private final Backend backend;

  TasksTest(@TempDir Path data) {
    var app = FunctionApp.of(new Tasks()).withTables(Task.class, User.class);
    backend =
        Backend.start(
            BackendOptions.defaults(data).withAdminKey("acme|secret"),
            JavaFunctions.of(app, "1"),
            new UnhurriedWorld());
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private FunctionResult call(String path, Object arguments, Identity identity) {
    return backend
        .functions()
        .run(new FunctionCall(path, Values.arguments(arguments), null, identity, null, "request"));
  }

  private Value value(String path, Object arguments) {
    var result = call(path, arguments, NOBODY);
    assertThat(result).isInstanceOf(FunctionResult.Success.class);
    return ((FunctionResult.Success) result).value();
  }

  private FunctionResult doSomething(Identity identity) {
    return call("tasks:doSomething", Map.of("data", 5L), identity);
  }

  private FunctionResult.Failure refusal(Identity identity) {
    var result = doSomething(identity);
    assertThat(result).isInstanceOf(FunctionResult.Failure.class);
    return (FunctionResult.Failure) result;
  }

  private static Identity user(String subject) {
    var attributes =
        Map.<String, Value>of(
            "tokenIdentifier", new Value.Text("https://issuer|" + subject),
            "subject", new Value.Text(subject),
            "issuer", new Value.Text("https://issuer"));
    return new Identity.User(Value.Obj.of(attributes), false);
  }

  /// Adds a user who signs in as `subject`.
  private Id<User> join(String subject) {
    var id = value("tasks:join", new User("Somebody", "https://issuer|" + subject));
    return Values.as(id, new ResultType<Id<User>>() {});
  }

  private List<Task> tasksOf(Id<User> owner) {
    var tasks = value("tasks:of", Map.of("owner", owner));
    return Values.as(tasks, new ResultType<List<Document<Task>>>() {}).stream()
        .map(Document::content)
        .toList();
  }

  @Test
  void aUserAddsWhatIsTheirs() {
    var ada = join("ada");
    var bob = join("bob");

    assertThat(doSomething(user("ada"))).isInstanceOf(FunctionResult.Success.class);

    assertThat(tasksOf(ada)).containsExactly(new Task(ada, new Value.Int64(5)));
    assertThat(tasksOf(bob)).isEmpty();
  }

  @Test
  void whoIsNotAmongTheUsersAddsNothing() {
    var _ = join("ada");

    assertThat(refusal(NOBODY).data()).isEqualTo(new Value.Text("Unauthenticated"));
    assertThat(refusal(user("bob")).data()).isEqualTo(new Value.Text("User not found"));
    assertThat(value("tasks:count", Map.of())).isEqualTo(new Value.Int64(0));
  }

  @Test
  void whoIsThereTwiceAddsNothing() {
    var first = join("ada");
    var second = join("ada");

    assertThat(refusal(user("ada")).message())
        .startsWith(
            "Uncaught FunctionFailedException: unique() query returned more than one result from"
                + " table users:\n [%s, %s, ...]\n    at ".formatted(first, second));
    assertThat(value("tasks:count", Map.of())).isEqualTo(new Value.Int64(0));
  }
}

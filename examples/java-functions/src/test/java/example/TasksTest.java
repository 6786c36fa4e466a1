package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jensen.functions.ConvexError;
import dev.jensen.testing.TestDeployment;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TasksTest {

  private final TestDeployment deployment =
      TestDeployment.start(new TaskApp().app()).setEnvironment("API_KEY", "k1");

  @AfterEach
  void stop() {
    deployment.close();
  }

  private long count() {
    return deployment.run(ctx -> ctx.db().count(Task.class));
  }

  @Test
  void aServerNeedsTheKey() {
    deployment.mutation("tasks:dumpData", Map.of("data", "tea", "apiKey", "k1"));

    assertThrows(
        ConvexError.class,
        () -> deployment.mutation("tasks:dumpData", Map.of("data", "tea", "apiKey", "k2")));
    assertEquals(1, count());
  }

  @Test
  void aUserOwnsWhatTheyAdd() {
    var ada = deployment.run(ctx -> ctx.db().insert(new User("Ada", "https://test.invalid|ada")));

    deployment.as("ada").mutation("tasks:doSomething", Map.of("data", "tea"));

    var owner = deployment.run(ctx -> ctx.db().query(Task.class).unique().content().owner());
    assertEquals(Optional.of(ada), owner);
  }

  @Test
  void nobodyElseAddsAnything() {
    var data = Map.of("data", "tea");

    var unknown =
        assertThrows(
            ConvexError.class, () -> deployment.as("bob").mutation("tasks:doSomething", data));
    assertEquals("User not found", unknown.getMessage());
    var nobody =
        assertThrows(ConvexError.class, () -> deployment.mutation("tasks:doSomething", data));
    assertEquals("Unauthenticated", nobody.getMessage());
    assertEquals(0, count());
  }
}

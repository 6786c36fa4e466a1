package dev.jensen.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.deployment.DeploymentException;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.function.java.JavaFunctions;
import dev.jensen.backend.identity.Identity;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Values;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Functions in Java that are replaced while the deployment runs.
@Timeout(60)
class JavaReloadTest {

  @Table("guests")
  record Guest(String name) {}

  @Table("guests")
  record NumberedGuest(String name, long number) {}

  @Functions("greeter")
  static final class First {

    @Query
    String hello(QueryContext ctx) {
      return "one";
    }

    @Mutation
    String sign(MutationContext ctx, String name) {
      ctx.db().insert(new Guest(name));
      return name;
    }
  }

  @Functions("greeter")
  static final class Second {

    @Query
    String hello(QueryContext ctx) {
      return "two";
    }
  }

  @TempDir Path data;

  private Backend backend;

  @BeforeEach
  void start() {
    backend = Backend.start(BackendOptions.defaults(data), version("1", new First(), Guest.class));
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private static JavaFunctions version(String version, Object module, Class<?>... tables) {
    return JavaFunctions.of(FunctionApp.of(module).withTables(tables), version);
  }

  private Object call(String path, Map<String, ?> arguments) {
    var call =
        new FunctionCall(path, Values.of(arguments), null, new Identity.Unknown(), null, "request");
    return switch (backend.functions().run(call)) {
      case FunctionResult.Success(var value, _) -> Values.as(value, Object.class);
      case FunctionResult.Failure failure -> failure.message();
    };
  }

  @Test
  void callsSeeTheFunctionsThatReplacedOthers() {
    assertThat(call("greeter:hello", Map.of())).isEqualTo("one");

    backend.replaceFunctions(version("2", new Second(), Guest.class));

    assertThat(call("greeter:hello", Map.of())).isEqualTo("two");
    assertThat(call("greeter:sign", Map.of("name", "Ada")).toString()).contains("Could not find");
  }

  @Test
  void whatDoesNotGoWithTheDocumentsIsRefusedAndChangesNothing() {
    call("greeter:sign", Map.of("name", "Ada"));
    var second = version("2", new Second(), NumberedGuest.class);

    assertThatThrownBy(() -> backend.replaceFunctions(second))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("guests");

    assertThat(call("greeter:hello", Map.of())).isEqualTo("one");
    call("greeter:sign", Map.of("name", "Grace"));
    backend.replaceFunctions(version("3", new Second(), Guest.class));
    assertThat(call("greeter:hello", Map.of())).isEqualTo("two");
  }
}

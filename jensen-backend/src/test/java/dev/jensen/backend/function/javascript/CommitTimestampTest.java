package dev.jensen.backend.function.javascript;

import static dev.jensen.backend.function.javascript.DeployedApp.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `db.vars.commitTs`: a value that is not known before the mutation commits
/// (`spec/values-and-data.md` §4.4).
@Timeout(120)
class CommitTimestampTest extends DatabaseAppTest {

  @Test
  void everyPlaceGetsTheSameTimestamp() {
    var first = mutate("add", "{\"name\":\"first\"}");
    var second = mutate("add", "{\"name\":\"second\"}");
    long one = timestamp(first.get("at"));
    long two = timestamp(second.get("at"));

    assertThat(first.get("nested")).isEqualTo(read("[{\"at\":%s}]".formatted(json(one))));
    assertThat(first.get("readsBack")).isEqualTo(new Value.Bool(true));
    assertThat(timestamp(first.get("snapshot"))).isLessThan(one);
    assertThat(timestamp(second.get("snapshot"))).isGreaterThanOrEqualTo(one).isLessThan(two);
    assertThat(query("list", "{}"))
        .extracting(row -> ((Value.Obj) row).get("at"))
        .containsExactly(
            new Value.Int64(one), new Value.Int64(one), new Value.Int64(two), new Value.Int64(two));
    assertThat(((Value.Obj) query("list", "{}").getFirst()).get("nested"))
        .isEqualTo(read("{\"times\":[%s]}".formatted(json(one))));
    assertThat(query("since", "{\"at\":%s}".formatted(json(one))))
        .containsExactly(new Value.Text("second"), new Value.Text("second, patched"));
  }

  @Test
  void beforeTheCommitItIsGreaterThanEveryInteger() {
    assertThat(success(run(FunctionType.MUTATION, "ordered", "{}")))
        .isEqualTo("[[\"early\",\"late\",\"last\"],[\"last\"],[\"last\"]]");
    assertThat(query("list", "{}"))
        .extracting(row -> ((Value.Obj) row).get("name"))
        .containsExactly(new Value.Text("early"), new Value.Text("last"), new Value.Text("late"));
  }

  @Test
  void nestedMutationsTakeAndReturnIt() {
    var result = mutate("throughNested", "{}");

    assertThat(result.get("pending")).isEqualTo(new Value.Bool(true));
    assertThat(((Value.Obj) query("list", "{}").getFirst()).get("at")).isEqualTo(result.get("at"));
  }

  @Test
  void itLeavesTheMutationNowhereElse() {
    var refused = "A commit timestamp (`db.vars.commitTs`) is a value only inside of a mutation.";

    assertThat(success(run(FunctionType.MUTATION, "refusals", "{}")))
        .isEqualTo(
            JsonFormat.ENCODED.write(
                read(
                    ("[null,\"Function commits:first return value invalid: %s\",\"Invalid"
                            + " argument `args` for `schedule`: %s\",\"Failed to insert or update"
                            + " a document in table \\\"commits\\\" because it does not match the"
                            + " schema: Value does not match validator.\"]")
                        .formatted(refused, refused))));
  }

  private static long timestamp(@Nullable Value value) {
    return ((Value.Int64) Objects.requireNonNull(value)).value();
  }

  private static String json(long number) {
    return JsonFormat.ENCODED.write(new Value.Int64(number));
  }

  private List<Value> query(String name, String arguments) {
    return ((Value.Array) read(success(run(FunctionType.QUERY, name, arguments)))).items();
  }

  private Value.Obj mutate(String name, String arguments) {
    return (Value.Obj) read(success(run(FunctionType.MUTATION, name, arguments)));
  }

  private FunctionResult run(FunctionType type, String name, String arguments) {
    return app.run(type, "commits:%s".formatted(name), arguments, new Identity.Unknown());
  }

  private static Value read(String json) {
    return JsonFormat.ENCODED.read(json);
  }
}

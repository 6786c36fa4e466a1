package dev.jensen.backend.function.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.world.UnhurriedWorld;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.DatabaseWriter;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Index;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.PageOptions;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Documents belong to the transaction that read or wrote them, whatever a handler does with what
/// it has in its hands.
@Timeout(120)
class JavaDocumentsTest {

  @SuppressWarnings("ArrayRecordComponent")
  @Table(value = "blobs", indexes = @Index(name = "by_n", fields = "n"))
  record Blob(long n, byte[] bytes, Optional<String> name) {

    Blob(long n) {
      this(n, new byte[] {1, 2, 3}, Optional.empty());
    }
  }

  /// Does what a test says.
  @Functions("steps")
  static final class Steps {

    private volatile Consumer<MutationContext> next = _ -> {};
    private volatile Consumer<MutationContext> nested = _ -> {};

    @Mutation
    void run(MutationContext ctx) {
      next.accept(ctx);
    }

    @Mutation
    void runNested(MutationContext ctx) {
      nested.accept(ctx);
    }
  }

  @SuppressWarnings("NullAway")
  private static final Id<Blob> NOWHERE = new Id<>(null);

  @SuppressWarnings("NullAway")
  private static final String[] NO_NAME = {null};

  private final Steps steps = new Steps();
  private final Backend backend;

  JavaDocumentsTest(@TempDir Path data) {
    backend =
        Backend.start(
            BackendOptions.defaults(data).withAdminKey("acme|secret"),
            JavaFunctions.of(FunctionApp.of(steps).withTables(Blob.class), "1"),
            new UnhurriedWorld());
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private void inMutation(Consumer<DatabaseWriter> work) {
    steps.next = ctx -> work.accept(ctx.db());
    run();
  }

  private void run() {
    assertThat(called()).isInstanceOf(FunctionResult.Success.class);
  }

  private String failure() {
    return ((FunctionResult.Failure) called()).message();
  }

  private FunctionResult called() {
    var call =
        new FunctionCall(
            "steps:run", Value.Obj.of(Map.of()), null, new Identity.Unknown(), null, "request");
    return backend.functions().run(call);
  }

  private Id<Blob> add(Blob blob) {
    var id = new AtomicReference<Id<Blob>>();
    inMutation(db -> id.set(db.insert(blob)));
    return id.get();
  }

  @Test
  void bytesOfDocumentsAreCopies() {
    byte[] given = {1, 2, 3};
    var id = add(new Blob(0, given, Optional.empty()));
    given[0] = 9;

    inMutation(db -> {
      byte[] read = db.require(Blob.class, id).content().bytes();
      assertThat(read).containsExactly(1, 2, 3);
      read[1] = 9;
      assertThat(db.require(Blob.class, id).content().bytes()).containsExactly(1, 2, 3);
    });

    inMutation(db -> {
      var found = db.query(Blob.class).withIndex("by_n").collect().getFirst();
      assertThat(found.content().bytes()).containsExactly(1, 2, 3);
    });
  }

  @Test
  void anIterationSeesWhatIsWrittenDuringIt() {
    add(new Blob(10));
    add(new Blob(30));

    inMutation(db -> {
      var seen = new ArrayList<Long>();
      for (var blob : db.query(Blob.class).withIndex("by_n")) {
        seen.add(blob.content().n());
        if (blob.content().n() == 10) {
          db.insert(new Blob(5));
          db.insert(new Blob(20));
        }
      }
      assertThat(seen).containsExactly(10L, 20L, 30L);
    });
  }

  @Test
  void twoIterationsGoOnBesideEachOther() {
    for (long n = 0; n < 3; n++) {
      add(new Blob(n));
    }

    inMutation(db -> {
      var outer = db.query(Blob.class).withIndex("by_n").iterator();
      var inner = db.query(Blob.class).withIndex("by_n").iterator();
      assertThat(outer.next().content().n()).isZero();
      assertThat(inner.next().content().n()).isZero();
      assertThat(inner.next().content().n()).isEqualTo(1);
      assertThat(outer.next().content().n()).isEqualTo(1);
      inner.next();
      assertThat(inner.hasNext()).isFalse();
      assertThat(inner.hasNext()).as("asked again").isFalse();
      assertThat(outer.next().content().n()).isEqualTo(2);
    });
  }

  @Test
  void whatIsRefusedCanBeCaughtAndWritesNothing() {
    var id = add(new Blob(1));

    inMutation(db -> {
      assertThatThrownBy(() -> db.patch(id, Map.of("$n", 2L)))
          .isInstanceOf(FunctionFailedException.class)
          .hasMessageContaining("$n");
      assertThatThrownBy(() -> db.patch(id, Map.of("n", "two")))
          .isInstanceOf(FunctionFailedException.class)
          .hasMessageContaining("does not match the schema");
      assertThatThrownBy(() -> db.unset(id, "größe"))
          .isInstanceOf(FunctionFailedException.class)
          .hasMessageContaining("größe");
      assertThatThrownBy(() -> db.unset(id, "bytes"))
          .isInstanceOf(FunctionFailedException.class)
          .hasMessageContaining("bytes");
      db.patch(id, Map.of("name", "patched"));
    });

    inMutation(db -> {
      var blob = db.require(Blob.class, id).content();
      assertThat(blob.n()).isEqualTo(1);
      assertThat(blob.name()).contains("patched");
      db.unset(id, "name");
      assertThat(db.require(Blob.class, id).content().name()).isEmpty();
      db.delete(id);
      assertThat(db.get(Blob.class, id)).isNull();
      assertThatThrownBy(() -> db.replace(id, new Blob(2)))
          .isInstanceOf(FunctionFailedException.class)
          .hasMessageContaining("nonexistent");
    });
  }

  /// An error of the server would be retried, and would end what its caller catches.
  @Test
  void nullWhereNoneMayBeIsTheFunctionsError() {
    var id = add(new Blob(1));

    inMutation(db -> {
      assertThatThrownBy(() -> db.get(Blob.class, NOWHERE)).hasMessage("an id without a text");
      assertThatThrownBy(() -> db.replace(NOWHERE, new Blob(2))).hasMessage("an id without a text");
      assertThatThrownBy(() -> db.delete(NOWHERE)).hasMessage("an id without a text");
      assertThatThrownBy(() -> db.unset(id, NO_NAME)).hasMessage("a field without a name");
    });

    inMutation(db -> assertThat(db.require(Blob.class, id).content().n()).isEqualTo(1));
  }

  /// The server would have been left with a lock that nobody gives back.
  @Test
  void theStackEndsInTheFunctionAndNotInTheServer() {
    var inserted = new AtomicInteger();

    inMutation(db -> insertAtTheEndOfTheStack(db, inserted));

    assertThat(inserted).hasPositiveValue();
    inMutation(db -> assertThat(db.query(Blob.class).collect()).hasSize(inserted.get()));
  }

  @SuppressWarnings("InfiniteRecursion")
  private static void insertAtTheEndOfTheStack(DatabaseWriter db, AtomicInteger inserted) {
    try {
      insertAtTheEndOfTheStack(db, inserted);
    } catch (StackOverflowError e) {
      db.insert(new Blob(1));
      inserted.incrementAndGet();
    }
  }

  /// And not by which frames the server found that there is no more room.
  @Test
  void whoUsesUpTheStackIsToldWhere() {
    var id = add(new Blob(1));
    steps.next = ctx -> readAtTheEndOfTheStack(ctx.db(), id, new AtomicBoolean());

    assertThat(failure())
        .startsWith("Uncaught StackOverflowError")
        .contains("JavaDocumentsTest.readAtTheEndOfTheStack")
        .doesNotContain("StackReserve");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static void readAtTheEndOfTheStack(
      DatabaseWriter db, Id<Blob> id, AtomicBoolean hasRead) {
    try {
      readAtTheEndOfTheStack(db, id, hasRead);
    } catch (StackOverflowError e) {
      if (hasRead.getAndSet(true)) {
        throw e;
      }
      var _ = db.get(Blob.class, id);
    }
  }

  @Test
  void aNestedMutationThatFailsIsUndone() {
    steps.nested =
        ctx -> {
          ctx.db().insert(new Blob(7));
          throw new OddException();
        };
    steps.next =
        ctx -> {
          assertThatThrownBy(() -> ctx.runMutation("steps:runNested", Map.of(), Object.class))
              .isInstanceOf(FunctionFailedException.class)
              .hasMessageContaining("OddException");
          ctx.db().insert(new Blob(1));
        };
    run();

    inMutation(db ->
        assertThat(db.query(Blob.class).collect())
            .extracting(found -> found.content().n())
            .containsExactly(1L));
  }

  /// Works its message out when somebody asks, and fails.
  private static final class OddException extends RuntimeException {

    @Override
    public String getMessage() {
      throw new ConvexError("odd");
    }
  }

  /// Otherwise it would be a failure of the server.
  @Test
  void whatCannotBeToldIsTheFunctionsError() {
    steps.next =
        _ -> {
          throw new OddException();
        };
    assertThat(failure())
        .startsWith("Uncaught OddException (describing it failed with ConvexError)");

    steps.next =
        _ -> {
          throw new ConvexError(new Value.CommitTimestamp());
        };
    assertThat(failure())
        .startsWith("Uncaught MappingException: a commit timestamp cannot be data of an error");
  }

  @Test
  void aForeignCursorIsRefusedAsAnErrorWithData() {
    add(new Blob(1));

    inMutation(db -> {
      var query = db.query(Blob.class).withIndex("by_n");
      assertThatThrownBy(() -> query.paginate(PageOptions.after("no cursor", 1)))
          .isInstanceOf(ConvexError.class)
          .hasMessageContaining("InvalidCursor");
    });
  }
}

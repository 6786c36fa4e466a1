package dev.jensen.backend.function.java;

import static dev.jensen.functions.Expression.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.Backend;
import dev.jensen.backend.BackendOptions;
import dev.jensen.backend.function.FunctionCall;
import dev.jensen.backend.function.FunctionResult;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.world.UnhurriedWorld;
import dev.jensen.functions.DatabaseReader;
import dev.jensen.functions.DatabaseWriter;
import dev.jensen.functions.FunctionApp;
import dev.jensen.functions.Functions;
import dev.jensen.functions.Index;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Order;
import dev.jensen.functions.Table;
import dev.jensen.functions.TableQuery;
import dev.jensen.mapping.Id;
import dev.jensen.value.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Mutations in Java run again if somebody has changed what they read, and only then.
@Timeout(120)
class JavaConflictsTest {

  @Table(value = "items", indexes = @Index(name = "by_n", fields = "n"))
  record Item(long n) {}

  @Table("notes")
  record Note(String text) {}

  /// Does what a test says.
  @Functions("steps")
  static final class Steps {

    private volatile Consumer<MutationContext> first = _ -> {};
    private volatile Consumer<MutationContext> second = _ -> {};

    @Mutation
    void first(MutationContext ctx) {
      first.accept(ctx);
    }

    @Mutation
    void second(MutationContext ctx) {
      second.accept(ctx);
    }
  }

  private final Steps steps = new Steps();
  private final Backend backend;
  private final List<Id<Item>> ids = new ArrayList<>();

  JavaConflictsTest(@TempDir Path data) {
    var app = FunctionApp.of(steps).withTables(Item.class, Note.class);
    backend =
        Backend.start(
            BackendOptions.defaults(data).withAdminKey("acme|secret"),
            JavaFunctions.of(app, "1"),
            new UnhurriedWorld());
  }

  @BeforeEach
  void addItems() {
    write(db -> {
      for (long n = 0; n < 50; n += 10) {
        ids.add(db.insert(new Item(n)));
      }
    });
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private void run(String path) {
    var call =
        new FunctionCall(
            path, Value.Obj.of(Map.of()), null, new Identity.Unknown(), null, "request");
    assertThat(backend.functions().run(call)).isInstanceOf(FunctionResult.Success.class);
  }

  /// Writes in a mutation of its own.
  private void write(Consumer<DatabaseWriter> writes) {
    steps.second = ctx -> writes.accept(ctx.db());
    run("steps:second");
  }

  /// How often a mutation runs that reads this, if somebody else writes that after it has read for
  /// the first time.
  private int runs(Consumer<DatabaseReader> reads, Consumer<DatabaseWriter> writes) {
    var runs = new AtomicInteger();
    steps.first =
        ctx -> {
          reads.accept(ctx.db());
          if (runs.incrementAndGet() == 1) {
            write(writes);
          }
          ctx.db().insert(new Note("A mutation that writes nothing loses to nobody."));
        };
    run("steps:first");
    return runs.get();
  }

  private int runs(Consumer<DatabaseReader> reads, long inserted) {
    return runs(reads, db -> db.insert(new Item(inserted)));
  }

  private static TableQuery<Item> byN(DatabaseReader db) {
    return db.query(Item.class).withIndex("by_n");
  }

  private static long n(DatabaseReader db, Id<Item> id) {
    return db.require(Item.class, id).content().n();
  }

  private static void increment(DatabaseWriter db, Id<Item> id) {
    db.update(Item.class, id, item -> new Item(item.n() + 1));
  }

  @Test
  void whoLostSeesWhatTheOtherWrote() {
    var id = ids.getFirst();
    var seen = new ArrayList<Long>();
    var numbers = new ArrayList<Long>();
    steps.first =
        ctx -> {
          seen.add(n(ctx.db(), id));
          numbers.add(ctx.random().nextLong());
          if (seen.size() == 1) {
            write(db -> increment(db, id));
          }
          increment(ctx.db(), id);
        };

    run("steps:first");

    assertThat(seen).containsExactly(0L, 1L);
    assertThat(numbers).as("each run has random numbers of its own").doesNotHaveDuplicates();
    write(db -> assertThat(n(db, id)).isEqualTo(2));
  }

  @Test
  void ofTwoAtOnceBothTakeEffect() throws Exception {
    var id = ids.getFirst();
    var haveRead = new CyclicBarrier(2);
    var seen = new ConcurrentLinkedQueue<Long>();
    steps.first =
        ctx -> {
          long n = n(ctx.db(), id);
          seen.add(n);
          if (n == 0) {
            await(haveRead);
          }
          ctx.db().replace(id, new Item(n + 1));
        };

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = threads.submit(() -> run("steps:first"));
      var other = threads.submit(() -> run("steps:first"));
      one.get();
      other.get();
    }

    assertThat(seen).containsExactly(0L, 0L, 1L);
    write(db -> assertThat(n(db, id)).isEqualTo(2));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRangeLosesToWhatIsWrittenInIt() {
    Consumer<DatabaseReader> range =
        db ->
            assertThat(
                    db.query(Item.class)
                        .withIndex("by_n", bounds -> bounds.gte("n", 10L).lt("n", 30L))
                        .collect())
                .hasSizeBetween(1, 4);

    assertThat(runs(range, 9)).isEqualTo(1);
    assertThat(runs(range, 30)).isEqualTo(1);
    assertThat(runs(range, db -> db.delete(ids.get(4)))).isEqualTo(1);
    assertThat(runs(range, db -> db.replace(ids.get(3), new Item(31)))).isEqualTo(1);

    assertThat(runs(range, 10)).isEqualTo(2);
    assertThat(runs(range, 29)).isEqualTo(2);
    assertThat(runs(range, db -> db.delete(ids.get(2)))).isEqualTo(2);
    assertThat(runs(range, db -> db.replace(ids.get(1), new Item(31)))).isEqualTo(2);
  }

  @Test
  void oneDocumentLosesToItsOwnChanges() {
    Consumer<DatabaseReader> one = db -> assertThat(db.get(Item.class, ids.get(1))).isNotNull();

    assertThat(runs(one, db -> increment(db, ids.get(2)))).isEqualTo(1);
    assertThat(runs(one, db -> increment(db, ids.get(1)))).isEqualTo(2);
  }

  @Test
  void aFilterReadsWhatItLeavesOut() {
    Consumer<DatabaseReader> filtered =
        db -> assertThat(db.query(Item.class).filter(field("n").eq(10L)).collect()).isNotEmpty();

    assertThat(runs(filtered, 100)).isEqualTo(2);
  }

  @Test
  void aStreamThatStopsEarlyHasNotReadTheRest() {
    Consumer<DatabaseReader> stream = db -> assertThat(byN(db).stream().limit(2)).hasSize(2);

    assertThat(runs(stream, 11)).isEqualTo(1);
    assertThat(runs(stream, 9)).isEqualTo(2);
  }

  @Test
  void aLoopThatStopsEarlyHasNotReadTheRest() {
    Consumer<DatabaseReader> loop =
        db -> {
          for (var item : byN(db)) {
            if (item.content().n() == 20) {
              return;
            }
          }
        };

    assertThat(runs(loop, 21)).isEqualTo(1);
    assertThat(runs(loop, 19)).isEqualTo(2);
  }

  @Test
  void theFirstFewAreAllThatIsRead() {
    Consumer<DatabaseReader> first = db -> assertThat(byN(db).first()).isNotNull();
    assertThat(runs(first, 1)).isEqualTo(1);
    assertThat(runs(first, -1)).isEqualTo(2);

    Consumer<DatabaseReader> last =
        db -> assertThat(byN(db).order(Order.DESCENDING).first()).isNotNull();
    assertThat(runs(last, 39)).isEqualTo(1);
    assertThat(runs(last, 41)).isEqualTo(2);

    Consumer<DatabaseReader> some = db -> assertThat(byN(db).take(3)).hasSize(3);
    assertThat(runs(some, 2)).isEqualTo(1);
    assertThat(runs(some, 0)).isEqualTo(2);
  }
}

package dev.jensen.testing;

import static dev.jensen.functions.Expression.anyOf;
import static dev.jensen.functions.Expression.field;

import dev.jensen.functions.Functions;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What a test does as a function of its own.
@Functions(InTest.MODULE)
final class InTest {

  static final String MODULE = "jensen_testing";

  private final Map<String, Consumer<MutationContext>> given = new ConcurrentHashMap<>();

  /// What the server stores of a function that was scheduled.
  @Table("_scheduled_functions")
  record Scheduled(double scheduledTime, State state) {}

  /// @param kind what has become of it
  record State(String kind) {}

  /// Keeps `work` for [#run], under the name that it returns, until [#take].
  String give(Consumer<MutationContext> work) {
    var ticket = UUID.randomUUID().toString();
    given.put(ticket, work);
    return ticket;
  }

  void take(String ticket) {
    given.remove(ticket);
  }

  @Internal
  @Mutation
  void run(MutationContext ctx, String ticket) {
    var work = given.get(ticket);
    if (work == null) {
      throw new IllegalArgumentException("nothing to run");
    }
    work.accept(ctx);
  }

  /// When the scheduled functions are due that have not ended, in milliseconds since the epoch.
  @Internal
  @Query
  List<Double> unfinished(QueryContext ctx) {
    return ctx
        .db()
        .query(Scheduled.class)
        .filter(anyOf(field("state.kind").eq("pending"), field("state.kind").eq("inProgress")))
        .stream()
        .map(job -> job.content().scheduledTime())
        .sorted()
        .toList();
  }
}

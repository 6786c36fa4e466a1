package dev.jensen.backend.function.java;

import dev.jensen.functions.ConvexError;
import dev.jensen.functions.Document;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.mapping.Id;
import dev.jensen.value.Value;
import java.util.List;

/// The two functions of the question that the project comes from.
// @start region=tasks
final class Tasks {

  @Mutation
  Id<Task> dumpData(MutationContext ctx, Value data, String apiKey) {
    if (!ctx.isSecret("API_KEY", apiKey)) {
      throw new ConvexError("Invalid API key");
    }
    return ctx.db().insert(new Task(null, data));
  }

  @Mutation
  Id<Task> doSomething(MutationContext ctx, Value data) {
    var user = ctx.requireIdentity();
    return ctx.db().insert(new Task(user.tokenIdentifier(), data));
  }

  @Query
  List<Document<Task>> mine(QueryContext ctx) {
    var owner = ctx.requireIdentity().tokenIdentifier();
    return ctx.db()
        .query(Task.class)
        .withIndex("by_owner", range -> range.eq("owner", owner))
        .take(100);
  }
}
// @end

package dev.jensen.backend.function.java;

import dev.jensen.functions.Arguments;
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
    var token = ctx.requireIdentity().tokenIdentifier();
    var user =
        ctx.db()
            .query(User.class)
            .withIndex("by_token", range -> range.eq("tokenIdentifier", token))
            .unique();
    if (user == null) {
      throw new ConvexError("User not found");
    }
    return ctx.db().insert(new Task(user.id(), data));
  }

  @Mutation
  Id<User> join(MutationContext ctx, @Arguments User user) {
    return ctx.db().insert(user);
  }

  @Query
  long count(QueryContext ctx) {
    return ctx.db().count(Task.class);
  }

  @Query
  List<Document<Task>> of(QueryContext ctx, Id<User> owner) {
    return ctx.db()
        .query(Task.class)
        .withIndex("by_owner", range -> range.eq("owner", owner))
        .take(100);
  }
}
// @end

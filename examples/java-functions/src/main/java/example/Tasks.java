package example;

import dev.jensen.functions.ConvexError;
import dev.jensen.functions.Document;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Order;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.mapping.Id;
import dev.jensen.value.Value;
import java.util.List;
import java.util.Optional;

/// The module `tasks`.
final class Tasks {

  /// For a server that has a key.
  @Mutation
  Id<Task> dumpData(MutationContext ctx, Value data, String apiKey) {
    if (!ctx.isSecret("API_KEY", apiKey)) {
      throw new ConvexError("Invalid API key");
    }
    return ctx.db().insert(new Task(Optional.empty(), data));
  }

  /// For a user who has signed in and has a document in `users`.
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
    return ctx.db().insert(new Task(Optional.of(user.id()), data));
  }

  /// Follow it with `useQuery`: it is kept up to date.
  @Query
  List<Document<Task>> newest(QueryContext ctx, int count) {
    return ctx.db().query(Task.class).order(Order.DESCENDING).take(count);
  }
}

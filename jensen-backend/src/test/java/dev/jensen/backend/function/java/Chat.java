package dev.jensen.backend.function.java;

import static dev.jensen.functions.Expression.field;

import dev.jensen.functions.Action;
import dev.jensen.functions.ActionContext;
import dev.jensen.functions.Arguments;
import dev.jensen.functions.ConvexError;
import dev.jensen.functions.Document;
import dev.jensen.functions.FunctionFailedException;
import dev.jensen.functions.Internal;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.Order;
import dev.jensen.functions.Page;
import dev.jensen.functions.PageOptions;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.mapping.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Uses what there is for functions in Java.
final class Chat {

  private @Nullable QueryContext kept;

  record NewMessage(String channel, String author, String body) {}

  @Mutation
  Id<Message> send(MutationContext ctx, @Arguments NewMessage message) {
    ctx.log("sending", message.body(), 3L);
    return ctx.db()
        .insert(new Message(message.channel(), message.author(), message.body(), Optional.empty()));
  }

  @Mutation
  void sendAndFail(MutationContext ctx, String body) {
    ctx.db().insert(new Message("failed", "nobody", body, Optional.empty()));
    throw new ConvexError(Map.of("reason", "on purpose"));
  }

  @Query
  List<Document<Message>> list(QueryContext ctx, String channel) {
    return ctx.db()
        .query(Message.class)
        .withIndex("by_channel", range -> range.eq("channel", channel))
        .collect();
  }

  @Query
  List<String> newestBy(QueryContext ctx, String author, int count) {
    return ctx
        .db()
        .query(Message.class)
        .order(Order.DESCENDING)
        .filter(field("author").eq(author))
        .take(count)
        .stream()
        .map(message -> message.content().body())
        .toList();
  }

  record Numbers(int first, List<Integer> others) {

    Numbers {
      if (first < 0) {
        throw new ConvexError("begins below zero");
      }
    }
  }

  @Query
  int sum(QueryContext ctx, @Arguments Numbers numbers) {
    return numbers.first() + numbers.others().stream().mapToInt(Integer::intValue).sum();
  }

  @Query
  Page<Document<Message>> page(QueryContext ctx, PageOptions paginationOpts) {
    return ctx.db().query(Message.class).paginate(paginationOpts);
  }

  @Mutation
  long like(MutationContext ctx, Id<Message> id) {
    ctx.db().update(Message.class, id, Message::liked);
    return ctx.db().require(Message.class, id).content().likes().orElse(0L);
  }

  @Mutation
  List<String> change(MutationContext ctx, Id<Message> id) {
    var seen = new ArrayList<String>();
    ctx.db().patch(id, Map.of("body", "patched", "likes", 7L));
    seen.add(ctx.db().require(Message.class, id).content().toString());
    ctx.db().unset(id, "likes");
    seen.add(ctx.db().require(Message.class, id).content().toString());
    ctx.db().delete(id);
    seen.add(String.valueOf(ctx.db().get(Message.class, id)));
    return seen;
  }

  @Mutation
  String callTypeScript(MutationContext ctx, String text) {
    return String.valueOf(ctx.runMutation("bridge:remember", Map.of("text", text), String.class));
  }

  @Mutation
  String catchFailure(MutationContext ctx) {
    try {
      ctx.runMutation("chat:sendAndFail", Map.of("body", "undone"), Void.class);
      return "nothing";
    } catch (ConvexError e) {
      return e.data().display();
    }
  }

  @Action
  List<String> later(ActionContext ctx, String text) {
    ctx.runMutation("bridge:remember", Map.of("text", text), String.class);
    ctx.scheduler().runAfter(Duration.ZERO, "chat:rememberLater", Map.of("text", text));
    return List.of(text, "scheduled");
  }

  @Internal
  @Mutation
  void rememberLater(MutationContext ctx, String text) {
    ctx.runMutation("bridge:remember", Map.of("text", text + " later"), String.class);
  }

  @Query
  List<String> deterministic(QueryContext ctx) {
    var time = ctx.now();
    long number = ctx.random().nextLong();
    return List.of(
        String.valueOf(time.equals(ctx.now())), String.valueOf(number == ctx.random().nextLong()));
  }

  @Query
  void breaks(QueryContext ctx) {
    if (ctx.now().isAfter(Instant.EPOCH)) {
      throw new IllegalArgumentException("out of order");
    }
  }

  @Query
  String swallows(QueryContext ctx) {
    try {
      return String.valueOf(ctx.db().query(Message.class).withIndex("by_nothing").first());
    } catch (FunctionFailedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Query
  void blocks(QueryContext ctx) throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Mutation
  void writesInQueryClothes(MutationContext ctx) {
    ctx.runQuery("chat:writes", Map.of(), Void.class);
  }

  @Query
  void writes(QueryContext ctx) {
    ((MutationContext) ctx).db().insert(new Message("a", "b", "c", Optional.empty()));
  }

  @Query
  void keeps(QueryContext ctx) {
    kept = ctx;
  }

  @Query
  long usesKept(QueryContext ctx) {
    var other = kept;
    return other == null ? -1 : other.db().count(Message.class);
  }

  @Query
  long usesOtherThread(QueryContext ctx) throws InterruptedException {
    var counted = new long[1];
    var failure = new IllegalStateException[1];
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                counted[0] = ctx.db().count(Message.class);
              } catch (IllegalStateException e) {
                failure[0] = e;
              }
            });
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
    return counted[0];
  }
}

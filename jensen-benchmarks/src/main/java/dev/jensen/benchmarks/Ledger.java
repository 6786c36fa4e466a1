package dev.jensen.benchmarks;

import dev.jensen.functions.Arguments;
import dev.jensen.functions.Index;
import dev.jensen.functions.Mutation;
import dev.jensen.functions.MutationContext;
import dev.jensen.functions.PageOptions;
import dev.jensen.functions.Query;
import dev.jensen.functions.QueryContext;
import dev.jensen.functions.Table;
import dev.jensen.mapping.Id;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The functions that [JavaBenchmark] and [JavaTransfers] call.
final class Ledger {

  private static final int SUMMED_AT_ONCE = 5_000;

  @Table(value = "counters", indexes = @Index(name = "by_key", fields = "key"))
  record Counter(double key, double count) {}

  @Table("accounts")
  record Account(long balance) {}

  record Key(double key) {}

  @Mutation
  double bump(MutationContext ctx, @Arguments Key wanted) {
    var counter =
        ctx.db()
            .query(Counter.class)
            .withIndex("by_key", range -> range.eq("key", wanted.key()))
            .unique();
    if (counter == null) {
      throw new IllegalStateException("no counter %s".formatted(wanted.key()));
    }
    var next = new Counter(wanted.key(), counter.content().count() + 1);
    ctx.db().replace(counter.id(), next);
    return next.count();
  }

  record Transfer(Id<Account> from, Id<Account> to) {}

  @Mutation
  void transfer(MutationContext ctx, @Arguments Transfer transfer) {
    var from = ctx.db().require(Account.class, transfer.from()).content();
    var to = ctx.db().require(Account.class, transfer.to()).content();
    if (!transfer.from().equals(transfer.to()) && from.balance() > 0) {
      ctx.db().replace(transfer.from(), new Account(from.balance() - 1));
      ctx.db().replace(transfer.to(), new Account(to.balance() + 1));
    }
  }

  record Count(int count) {}

  @Mutation
  void fillCounters(MutationContext ctx, @Arguments Count counters) {
    for (int i = 0; i < counters.count(); i++) {
      ctx.db().insert(new Counter(i, 0));
    }
  }

  record Accounts(int count, long balance) {}

  @Mutation
  List<Id<Account>> fillAccounts(MutationContext ctx, @Arguments Accounts accounts) {
    var ids = new ArrayList<Id<Account>>();
    for (int i = 0; i < accounts.count(); i++) {
      ids.add(ctx.db().insert(new Account(accounts.balance())));
    }
    return ids;
  }

  record From(Optional<String> cursor) {}

  /// The balances of some accounts.
  ///
  /// @param cursor where the next ones begin
  record Part(long sum, String cursor, boolean isLast) {}

  @Query
  Part sum(QueryContext ctx, @Arguments From from) {
    var options = PageOptions.after(from.cursor().orElse(null), SUMMED_AT_ONCE);
    var page = ctx.db().query(Account.class).paginate(options);
    long sum = page.page().stream().mapToLong(account -> account.content().balance()).sum();
    return new Part(sum, page.continueCursor(), page.isDone());
  }
}

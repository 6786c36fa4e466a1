package dev.jensen.benchmarks;

import dev.jensen.backend.Backend;
import dev.jensen.mapping.Values;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A deployment with the functions of [Ledger], 1 000 counters and the accounts of [Transfers].
///
/// @param accounts ids
record FilledLedger(Backend backend, List<String> accounts) {

  private static final int COUNTERS = 1_000;
  private static final int FILLED_AT_ONCE = 2_000;

  FilledLedger {
    accounts = List.copyOf(accounts);
  }

  /// Fills an empty deployment.
  static FilledLedger fill(Backend backend) {
    var counters = Value.Obj.of(Map.of("count", new Value.Float64(COUNTERS)));
    var _ = InProcessLoad.call(backend, "ledger:fillCounters", counters);
    var some =
        Value.Obj.of(
            Map.of(
                "count", new Value.Float64(FILLED_AT_ONCE),
                "balance", new Value.Int64(Transfers.BALANCE)));
    var accounts = new ArrayList<String>();
    while (accounts.size() < Transfers.ACCOUNTS) {
      ((Value.Array) InProcessLoad.call(backend, "ledger:fillAccounts", some))
          .items()
          .forEach(id -> accounts.add(((Value.Text) id).value()));
    }
    return new FilledLedger(backend, accounts);
  }

  /// Reads a counter by its index and writes it.
  static DrawnCall bump() {
    return new DrawnCall(
        "ledger:bump",
        random -> Value.Obj.of(Map.of("key", new Value.Float64(random.nextInt(COUNTERS)))));
  }

  /// The body of a request for [#bump()].
  static String bumpBody(int number) {
    return "{\"path\":\"ledger:bump\",\"format\":\"convex_encoded_json\",\"args\":[{\"key\":%d}]}"
        .formatted(Math.floorMod(number * 7919, COUNTERS));
  }

  /// Moves one from one account to another.
  DrawnCall transfer(Zipf zipf) {
    return new DrawnCall(
        "ledger:transfer",
        random ->
            Value.Obj.of(
                Map.of(
                    "from", new Value.Text(accounts.get(zipf.next(random))),
                    "to", new Value.Text(accounts.get(zipf.next(random))))));
  }

  /// The sum of all balances.
  double sum() {
    var part = sum(Optional.empty());
    long sum = part.sum();
    while (!part.isLast()) {
      part = sum(Optional.of(part.cursor()));
      sum += part.sum();
    }
    return sum;
  }

  private Ledger.Part sum(Optional<String> cursor) {
    var arguments = Values.arguments(new Ledger.From(cursor));
    return Values.as(InProcessLoad.call(backend, "ledger:sum", arguments), Ledger.Part.class);
  }
}

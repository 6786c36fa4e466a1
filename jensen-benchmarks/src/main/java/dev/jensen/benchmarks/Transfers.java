package dev.jensen.benchmarks;

import java.util.List;

/// What is the same for all who make transfers.
///
/// Each transaction reads two accounts and changes both, serializable and durable. Accounts are
/// drawn uniformly (α = 0) or so that a few are in most of the transfers (α = 1.5). What counts is
/// what a caller saw succeed; the sum of all balances must never change.
final class Transfers {

  static final int ACCOUNTS = 100_000;
  static final int BALANCE = 1_000;
  static final int CALLERS = 64;
  static final List<Double> EXPONENTS = List.of(0.0, 1.5);

  private Transfers() {}

  /// @throws IllegalStateException if the sum of all balances is not what it was
  static void checkSum(String who, double sum) {
    if (sum != (double) ACCOUNTS * BALANCE) {
      throw new IllegalStateException("%s: the sum is %.0f".formatted(who, sum));
    }
    System.out.printf("%s: the sum of all balances is unchanged%n", who);
  }
}

package dev.jensen.benchmarks;

import java.util.List;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/// Rounds of several things side by side: the median of every figure, its spread, and how it
/// compares with the first thing's.
///
/// @param ratio of the first thing's median and another's
record Table<R>(List<Row<R>> rows, DoubleBinaryOperator ratio) {

  /// One figure of a round.
  record Row<R>(String name, ToDoubleFunction<R> figure) {}

  Table {
    rows = List.copyOf(rows);
  }

  /// Prints it.
  ///
  /// @param rounds by the name of the thing, at least one round for each
  void print(String title, SequencedMap<String, List<R>> rounds) {
    System.out.printf("%n%-28s", title);
    rounds.sequencedKeySet().forEach(name -> System.out.printf(" %32s", name));
    System.out.println();
    for (var row : rows) {
      print(row, rounds);
    }
  }

  private void print(Row<R> row, SequencedMap<String, List<R>> rounds) {
    System.out.printf("%-28s", row.name());
    var spreads =
        rounds.sequencedValues().stream().map(each -> Spread.of(each, row.figure())).toList();
    for (int i = 0; i < spreads.size(); i++) {
      var spread = spreads.get(i);
      System.out.printf(" %32s", spread + (i == 0 ? "" : compared(spreads.getFirst(), spread)));
    }
    System.out.println();
  }

  private String compared(Spread first, Spread other) {
    double compared = ratio.applyAsDouble(first.median(), other.median());
    return Double.isFinite(compared) ? " ratio %.2f".formatted(compared) : " ratio –";
  }
}

package dev.jensen.backend.query;

import dev.jensen.value.Value;
import java.util.List;

/// The operators of one running query: which documents pass, and when no more can.
///
/// Not thread-safe.
final class Operators {

  private final List<Operator> operators;
  private final long[] passed;

  Operators(List<Operator> operators) {
    this.operators = operators;
    this.passed = new long[operators.size()];
  }

  /// Whether a limit is reached, so that no document need be fetched.
  boolean exhausted() {
    for (int i = 0; i < passed.length; i++) {
      if (operators.get(i) instanceof Operator.Limit(var count) && passed[i] >= count) {
        return true;
      }
    }
    return false;
  }

  /// Whether `document` comes out at the end; to be asked for every document in order while not
  /// exhausted.
  boolean pass(Value.Obj document) {
    for (int i = 0; i < passed.length; i++) {
      if (operators.get(i) instanceof Operator.Filter(var condition)
          && !Evaluator.holds(condition, document)) {
        return false;
      }
      passed[i]++;
    }
    return true;
  }
}

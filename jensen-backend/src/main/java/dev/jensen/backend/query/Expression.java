package dev.jensen.backend.query;

import dev.jensen.value.FieldPath;
import dev.jensen.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A filter expression (`spec/function-runtime.md` §4.1), evaluated by [Evaluator].
public sealed interface Expression {

  /// A constant.
  ///
  /// @param value null stands for undefined
  record Literal(@Nullable Value value) implements Expression {}

  /// What the document holds at `path`, or undefined.
  record Field(FieldPath path) implements Expression {}

  /// Compares in the total order over all types.
  record Compare(Comparison comparison, Expression left, Expression right) implements Expression {}

  /// Calculates with two integers or two floats.
  record Calculate(Arithmetic arithmetic, Expression left, Expression right)
      implements Expression {}

  /// The number with the other sign.
  record Negate(Expression operand) implements Expression {}

  /// The other truth value.
  record Not(Expression operand) implements Expression {}

  /// Whether all operands are true; looks at none after the first false one.
  record And(List<Expression> operands) implements Expression {

    public And {
      operands = List.copyOf(operands);
    }
  }

  /// Whether any operand is true; looks at none after the first true one.
  record Or(List<Expression> operands) implements Expression {

    public Or {
      operands = List.copyOf(operands);
    }
  }

  /// Ways to compare.
  enum Comparison {
    EQ,
    NEQ,
    LT,
    LTE,
    GT,
    GTE;

    boolean holds(int order) {
      return switch (this) {
        case EQ -> order == 0;
        case NEQ -> order != 0;
        case LT -> order < 0;
        case LTE -> order <= 0;
        case GT -> order > 0;
        case GTE -> order >= 0;
      };
    }
  }

  /// Ways to calculate.
  enum Arithmetic {
    ADD("add"),
    SUBTRACT("subtract"),
    MULTIPLY("multiply"),
    DIVIDE("divide"),
    MODULO("mod");

    private final String verb;

    Arithmetic(String verb) {
      this.verb = verb;
    }

    /// How messages name it.
    String verb() {
      return verb;
    }
  }
}

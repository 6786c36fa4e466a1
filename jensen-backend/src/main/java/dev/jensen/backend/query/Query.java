package dev.jensen.backend.query;

import java.util.List;

/// A query as a function wrote it (`spec/function-runtime.md` §4).
///
/// @param operators applied to the source's documents in this order
public record Query(Source source, List<Operator> operators) {

  public Query {
    operators = List.copyOf(operators);
  }
}

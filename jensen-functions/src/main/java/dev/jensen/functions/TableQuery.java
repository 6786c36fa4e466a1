package dev.jensen.functions;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A query in the making; every method gives a new one. Iterating runs it, and reads no more than
/// is asked for: only what was read can conflict with others or make a result stale.
///
/// {@snippet file="dev/jensen/testing/FunctionsSnippetsTest.java" region="query"}
///
/// @param <T> what documents of the table are
public interface TableQuery<T> extends Iterable<Document<T>> {

  /// The documents in the order of an index.
  default TableQuery<T> withIndex(String index) {
    return withIndex(index, range -> range);
  }

  /// The documents in a range of an index.
  ///
  /// @param range adds bounds to the range, which has none yet
  TableQuery<T> withIndex(String index, UnaryOperator<IndexRange> range);

  /// Turns the order around, or not.
  TableQuery<T> order(Order order);

  /// Leaves out the documents for which `condition` is not true. They are read all the same.
  TableQuery<T> filter(Expression condition);

  /// At most so many documents.
  List<Document<T>> take(int count);

  /// The first document, or null.
  @Nullable Document<T> first();

  /// The only document, or null.
  ///
  /// @throws FunctionFailedException if there is more than one
  @Nullable Document<T> unique();

  /// All documents.
  default List<Document<T>> collect() {
    return stream().toList();
  }

  /// One page of the documents; a function may read one.
  Page<Document<T>> paginate(PageOptions options);

  /// The documents, each read when it is asked for.
  default Stream<Document<T>> stream() {
    return StreamSupport.stream(spliterator(), false);
  }
}

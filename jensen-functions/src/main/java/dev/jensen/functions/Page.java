package dev.jensen.functions;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One page of a query, in the form that clients' paginated queries expect.
///
/// @param isDone whether nothing comes after it
/// @param continueCursor where the next page begins
/// @param splitCursor where the page could be divided, if it should be
/// @param pageStatus `SplitRecommended` or `SplitRequired`, if it should be divided
public record Page<T>(
    List<T> page,
    boolean isDone,
    String continueCursor,
    Optional<String> splitCursor,
    Optional<String> pageStatus) {

  /// Copies `page`.
  public Page {
    page = List.copyOf(page);
  }

  /// The page with something else in the place of each item.
  public <R> Page<R> map(Function<? super T, ? extends R> change) {
    List<R> changed = page.stream().<R>map(change).toList();
    return new Page<>(changed, isDone, continueCursor, splitCursor, pageStatus);
  }
}

package dev.jensen.backend.query;

import static dev.jensen.backend.query.Queries.bound;
import static dev.jensen.backend.query.Queries.fullScan;
import static dev.jensen.backend.query.Queries.indexRange;
import static dev.jensen.backend.query.Queries.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import dev.jensen.backend.transaction.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaginatorTest {

  private static final String ALL = fullScan("t", "null");
  private static final CursorCodec CODEC = new CursorCodec(new byte[] {1});

  private final IndexedTable table = new IndexedTable();

  @AfterEach
  void stop() {
    table.close();
  }

  @Seeded(runs = 60)
  void pagesTogetherAreTheWholeQuery(RandomGenerator random) {
    var queries = new RandomQueries(random);
    var documents = new ArrayList<Document>();
    for (int i = random.nextInt(30); i > 0; i--) {
      documents.add(table.insert(queries.document()));
    }
    var query = queries.query();
    var unlimited =
        new Query(
            query.source(),
            query.operators().stream().filter(Operator.Filter.class::isInstance).toList());

    var paged = new ArrayList<Document>();
    Page page = null;
    while (page == null || !page.isDone()) {
      var cursor = page == null ? null : page.continueCursor();
      page =
          read(
              new PageRequest(
                  unlimited,
                  query.toString(),
                  cursor,
                  null,
                  1 + random.nextInt(5),
                  random.nextBoolean() ? 1 + random.nextInt(5) : null,
                  random.nextBoolean() ? 1 + random.nextInt(500) : null));
      paged.addAll(page.documents());
      var same =
          read(
              new PageRequest(
                  unlimited, query.toString(), cursor, page.continueCursor(), 1, null, null));
      assertThat(same.documents()).isEqualTo(page.documents());
      assertThat(same.continueCursor()).isEqualTo(page.continueCursor());
      assertThat(same.isDone()).isEqualTo(page.isDone());
    }

    assertThat(paged).isEqualTo(RandomQueries.evaluate(unlimited, documents));
  }

  @Test
  void aFullPageIsNotDoneEvenIfNothingFollows() {
    insert(2);

    var first = read(ALL, null, 2);
    var second = read(ALL, first.continueCursor(), 2);

    assertThat(first.documents()).hasSize(2);
    assertThat(first.isDone()).isFalse();
    assertThat(second.documents()).isEmpty();
    assertThat(second.isDone()).isTrue();
  }

  @Test
  void aPageWithAnEndHoldsWhateverIsThere() {
    var documents = insert(4);
    var first = read(ALL, null, 2);

    table.delete(documents.getFirst());
    var again = between(ALL, null, first.continueCursor());

    assertThat(again.documents()).containsExactly(documents.get(1));
    assertThat(again.continueCursor()).isEqualTo(first.continueCursor());
  }

  @Test
  void aCursorOutlivesItsDocument() {
    var documents = insert(3);
    var first = read(ALL, null, 1);

    table.delete(documents.getFirst());

    assertThat(read(ALL, first.continueCursor(), 1).documents()).containsExactly(documents.get(1));
  }

  @Test
  void aPageThatEndsAtTheEndGrows() {
    insert(1);
    var first = read(ALL, null, 5);

    insert(1);

    assertThat(first.isDone()).isTrue();
    assertThat(between(ALL, null, first.continueCursor()).documents()).hasSize(2);
  }

  @Test
  void aSplitCursorDividesAPage() {
    var documents = insert(5);
    var page = read(ALL, null, 5);

    var firstHalf = between(ALL, null, page.splitCursor());
    var secondHalf = between(ALL, page.splitCursor(), page.continueCursor());

    assertThat(firstHalf.documents()).isEqualTo(documents.subList(0, 3));
    assertThat(secondHalf.documents()).isEqualTo(documents.subList(3, 5));
    assertThat(secondHalf.splitCursor()).isNull();
  }

  @Test
  void aPageThatReadsTooMuchEndsEarly() {
    insert(10);
    var none = fullScan("t", "null", "{\"filter\":{\"$literal\":false}}");

    var page = read(new PageRequest(parse(none), none, null, null, 5, 4, null));
    var bytes = read(new PageRequest(parse(ALL), ALL, null, null, 5, null, 1));

    assertThat(page.documents()).isEmpty();
    assertThat(page.isDone()).isFalse();
    assertThat(page.status()).isEqualTo(Page.Status.SPLIT_REQUIRED);
    assertThat(bytes.documents()).hasSize(1);
    assertThat(bytes.status()).isEqualTo(Page.Status.SPLIT_REQUIRED);
  }

  @Test
  void aPageNearItsMaximumShouldBeSplit() {
    insert(4);

    assertThat(read(new PageRequest(parse(ALL), ALL, null, null, 5, 5, null)).status())
        .isEqualTo(Page.Status.SPLIT_RECOMMENDED);
    assertThat(read(new PageRequest(parse(ALL), ALL, null, null, 5, 6, null)).status()).isNull();
  }

  @Test
  void aTableThatDoesNotExistHasOneEmptyPage() {
    var page = read(fullScan("none", "null"), null, 5);

    assertThat(page.documents()).isEmpty();
    assertThat(page.isDone()).isTrue();
  }

  @Test
  void aPageOfATableThatDidNotExistGrowsOnceItDoes() {
    var query = fullScan("later", "null");
    var end = read(query, null, 5).continueCursor();
    table.create("later");

    var page = between(query, null, end);

    assertThat(page.documents()).hasSize(1);
    assertThat(page.continueCursor()).isEqualTo(end);
  }

  @Test
  void cursorsOfOtherQueriesAreRefused() {
    insert(2);
    var cursor = read(ALL, null, 1).continueCursor();

    assertThatThrownBy(() -> read(fullScan("t", "\"asc\""), cursor, 1))
        .isInstanceOf(InvalidCursorException.class)
        .hasMessage(
            "InvalidCursor: Tried to run a query starting from a cursor, but it looks like this"
                + " cursor is from a different query.");
    assertThatThrownBy(() -> read(indexRange("t.by_a_b", "null", bound("Eq", "a", "1")), cursor, 1))
        .isInstanceOf(InvalidCursorException.class);
  }

  @Seeded(runs = 50)
  void noOtherTextIsACursor(RandomGenerator random) {
    insert(2);
    var cursor = read(ALL, null, 1).continueCursor();
    var text = new StringBuilder(cursor);
    int at = random.nextInt(text.length() - 1);
    text.setCharAt(at, text.charAt(at) == 'A' ? 'B' : 'A');

    assertThat(List.of(text.toString(), cursor.substring(1), "", "{}", "AAAA", cursor + "AAAA"))
        .allSatisfy(forged ->
            assertThatThrownBy(() -> read(ALL, forged, 1))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessage("InvalidCursor: Failed to parse cursor"));
  }

  @Test
  void otherDeploymentsCannotReadACursor() {
    insert(2);
    var cursor = read(ALL, null, 1).continueCursor();
    var request = new PageRequest(parse(ALL), ALL, cursor, null, 1, null, null);

    try (var transaction = table.database.begin()) {
      assertThatThrownBy(
              () -> Paginator.read(new CursorCodec(new byte[] {2}), transaction, request))
          .isInstanceOf(InvalidCursorException.class);
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> read(ALL, null, 0))
        .hasMessage("Must request at least 1 document while paginating");
    assertThatThrownBy(() -> read(ALL, null, 32_001)).hasMessage("Requested too many items: 32001");
    assertThatThrownBy(() -> new PageRequest(parse(ALL), ALL, null, null, 1, 0, null))
        .hasMessage("maximumRowsRead and maximumBytesRead must be greater than 0");
  }

  private List<Document> insert(int count) {
    var documents = new ArrayList<Document>();
    for (int i = 0; i < count; i++) {
      documents.add(table.insert("{}"));
    }
    return documents;
  }

  private Page read(String query, @Nullable String cursor, int size) {
    return read(new PageRequest(parse(query), query, cursor, null, size, null, null));
  }

  private Page between(String query, @Nullable String cursor, @Nullable String endCursor) {
    return read(new PageRequest(parse(query), query, cursor, endCursor, 1, null, null));
  }

  private Page read(PageRequest request) {
    try (var transaction = table.database.begin()) {
      return Paginator.read(CODEC, transaction, request);
    }
  }
}

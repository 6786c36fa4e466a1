package dev.jensen.backend.query;

import static dev.jensen.backend.query.IndexedTable.all;
import static dev.jensen.backend.query.Queries.bound;
import static dev.jensen.backend.query.Queries.fullScan;
import static dev.jensen.backend.query.Queries.indexRange;
import static dev.jensen.backend.query.Queries.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.transaction.Document;
import dev.jensen.value.JsonFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DocumentStreamTest {

  private final IndexedTable table = new IndexedTable();

  @AfterEach
  void stop() {
    table.close();
  }

  @Seeded(runs = 60)
  void queriesGiveWhatANaiveEvaluationGives(RandomGenerator random) {
    var queries = new RandomQueries(random);
    var documents = new ArrayList<Document>();
    for (int i = random.nextInt(30); i > 0; i--) {
      documents.add(table.insert(queries.document()));
    }

    try (var transaction = table.database.begin()) {
      for (int i = random.nextInt(10); i > 0; i--) {
        documents.add(table.insert(transaction, queries.document()));
      }
      for (int i = 0; i < 20; i++) {
        var query = queries.query();
        assertThat(all(transaction, query))
            .as(query.toString())
            .isEqualTo(RandomQueries.evaluate(query, documents));
      }
    }
  }

  @Test
  void aTableThatDoesNotExistReadsAsEmpty() {
    try (var transaction = table.database.begin()) {
      assertThat(all(transaction, parse(fullScan("none", "null")))).isEmpty();
      assertThat(all(transaction, parse(indexRange("none.by_x", "null", bound("Eq", "x", "1")))))
          .isEmpty();
    }
  }

  @Test
  void aTableThatAppearsTouchesAQueryThatMissedIt() {
    try (var transaction = table.database.begin()) {
      all(transaction, parse(fullScan("none", "null")));

      table.change(other -> other.definitions().createTable("none"));

      assertThat(
              table.database.unchanged(
                  transaction.readSet(), transaction.begin(), table.database.latest()))
          .isFalse();
    }
  }

  @Test
  void onlyWhatWasConsumedEntersTheReadSet() {
    table.insert("{\"a\":1}");
    table.insert("{\"a\":5}");
    try (var transaction = table.database.begin()) {
      var first = parse(indexRange("t.by_a_b", "\"asc\""));
      try (var stream = DocumentStream.open(transaction, first)) {
        stream.next();
      }

      table.insert("{\"a\":3}");
      var afterOneBehind =
          table.database.unchanged(
              transaction.readSet(), transaction.begin(), table.database.latest());
      table.insert("{\"a\":0}");
      var afterOneBefore =
          table.database.unchanged(
              transaction.readSet(), transaction.begin(), table.database.latest());

      assertThat(List.of(afterOneBehind, afterOneBefore)).containsExactly(true, false);
    }
  }

  @Test
  void aLimitKeepsFromReadingOn() {
    table.insert("{}");
    table.insert("{}");
    try (var transaction = table.database.begin()) {
      all(transaction, parse(fullScan("t", "null", "{\"limit\":1}")));

      assertThat(transaction.consumption().documentsRead()).isEqualTo(1);
    }
  }

  @Test
  void documentsByIdCanBeBounded() {
    var document = table.insert("{}");
    table.insert("{}");
    try (var transaction = table.database.begin()) {
      var id = "\"%s\"".formatted(document.id());

      assertThat(all(transaction, parse(indexRange("t.by_id", "null", bound("Eq", "_id", id)))))
          .containsExactly(document);
      assertThat(all(transaction, parse(indexRange("t.by_id", "null", bound("Gt", "_id", id)))))
          .doesNotContain(document);
    }
  }

  @Test
  void creationTimeBoundsEveryIndex() {
    var document = table.insert("{\"a\":1}");
    table.insert("{\"a\":1}");
    var time = Objects.requireNonNull(document.value().get("_creationTime"));
    var after = bound("Gt", "_creationTime", JsonFormat.ENCODED.write(time));
    try (var transaction = table.database.begin()) {
      assertThat(all(transaction, parse(indexRange("t.by_creation_time", "null", after))))
          .hasSize(1)
          .doesNotContain(document);
      assertThat(
              all(
                  transaction,
                  parse(
                      indexRange(
                          "t.by_a_b",
                          "null",
                          bound("Eq", "a", "1"),
                          bound("Eq", "b", "{\"$undefined\":null}"),
                          after))))
          .hasSize(1)
          .doesNotContain(document);
    }
  }

  @Test
  void indexesThatAreNotReadySaySo() {
    refuses(indexRange("t.by_x", "null"), "Index t.by_x not found.");
    table.setState(Index.State.BACKFILLING);
    refuses(
        indexRange("t.by_a_b", "null"),
        "Index t.by_a_b is currently backfilling and not available to query yet.");
    table.setState(Index.State.READY);
    refuses(
        indexRange("t.by_a_b", "null"),
        "Index t.by_a_b is currently staged and not available to query until it is enabled.");
  }

  @Test
  void rangesThatSkipFieldsAreRefused() {
    refuses(
        indexRange("t.by_a_b", "null", bound("Eq", "b", "1")),
        """
        Tried to query index t.by_a_b but the query didn't use the index fields in order.
        Index fields: ["a", "b", "_creationTime"]
        Query fields: ["b"]
        First incorrect field: "b"
        For more information see https://docs.convex.dev/using/indexes.\
        """);
    refuses(
        indexRange("t.by_a_b", "null", bound("Eq", "_creationTime", "1"), bound("Eq", "a", "1")),
        """
        Tried to query index t.by_a_b but the query didn't use the index fields in order.
        Index fields: ["a", "b", "_creationTime"]
        Query fields: ["_creationTime", "a"]
        First incorrect field: "_creationTime"
        For more information see https://docs.convex.dev/using/indexes.\
        """);
  }

  @Test
  void rangesOverOtherFieldsAreRefused() {
    refuses(
        indexRange("t.by_a_b", "null", bound("Eq", "c", "1")),
        "The index range included a comparison with \"c\", but t.by_a_b with fields [\"a\", \"b\","
            + " \"_creationTime\"] doesn't index this field. For more information see"
            + " https://docs.convex.dev/using/indexes.");
    refuses(
        indexRange("t.by_a_b", "null", bound("Gt", "a", "1"), bound("Lt", "b", "2")),
        "Upper and lower bounds in `range` can only be applied to a single index field. This query"
            + " against index t.by_a_b attempted to set a range bound on both \"a\" and \"b\"."
            + " Consider using `filter` instead. See https://docs.convex.dev/using/indexes for more"
            + " info.");
  }

  @Test
  void rangesThatRepeatABoundAreRefused() {
    refuses(
        indexRange("t.by_a_b", "null", bound("Eq", "a", "1"), bound("Eq", "a", "\"x\"")),
        "Already defined equality bound in index range. Can't add \"a\" == \"x\".");
    refuses(
        indexRange("t.by_a_b", "null", bound("Eq", "a", "1"), bound("Lte", "a", "2")),
        "Already defined equality bound in index range. Can't add \"a\" <= 2.0.");
    refuses(
        indexRange("t.by_a_b", "null", bound("Gt", "a", "1"), bound("Gte", "a", "2")),
        "Already defined lower bound in index range. Can't add \"a\" >= 2.0.");
    refuses(
        indexRange(
            "t.by_a_b", "null", bound("Lt", "a", "1"), bound("Lt", "a", "{\"$undefined\":null}")),
        "Already defined upper bound in index range. Can't add \"a\" < undefined.");
    refuses(
        indexRange("t.by_a_b", "null", bound("Gt", "a", "1"), bound("Eq", "a", "2")),
        "Already defined inequality bound in index range. Can't add \"a\" == 2.0.");
  }

  @Test
  void equalitiesMayComeInAnyOrder() {
    var document = table.insert("{\"a\":1,\"b\":2}");
    try (var transaction = table.database.begin()) {
      assertThat(
              all(
                  transaction,
                  parse(
                      indexRange(
                          "t.by_a_b", "null", bound("Eq", "b", "2"), bound("Eq", "a", "1")))))
          .containsExactly(document);
    }
  }

  @Test
  void aFilterThatFailsForADocumentFailsTheQuery() {
    table.insert("{\"a\":1}");
    refuses(
        fullScan("t", "null", "{\"filter\":{\"$field\":\"a\"}}"),
        "A filter must produce a boolean, found 1.0 (type Float64)");
  }

  private void refuses(String query, String message) {
    try (var transaction = table.database.begin()) {
      assertThatThrownBy(() -> all(transaction, parse(query)))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessage(message);
    }
  }
}

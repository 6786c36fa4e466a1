package dev.jensen.backend.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.jensen.value.FieldPath;
import dev.jensen.value.JsonFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {

  private static final String PERSON =
      """
      {"type":"object","value":{
        "name":{"fieldType":{"type":"string"},"optional":false},
        "address":{"fieldType":{"type":"object","value":{
          "city":{"fieldType":{"type":"string"},"optional":true}}},"optional":false},
        "embedding":{"fieldType":{"type":"array","value":{"type":"number"}},"optional":true},
        "tags":{"fieldType":{"type":"record","keys":{"type":"string"},
          "values":{"fieldType":{"type":"any"},"optional":false}},"optional":false}}}\
      """;

  @Test
  void aSchemaTellsItsTablesAndIndexes() {
    var schema = Schema.parse(people("[%s]".formatted(index("by_city", "address.city", "name"))));

    assertThat(schema.tables()).extracting(TableSchema::name).containsExactly("people");
    assertThat(schema.indexes())
        .containsExactly(
            new SchemaIndex.Database(
                "people",
                "by_city",
                List.of(FieldPath.parse("address.city"), FieldPath.parse("name")),
                false));
  }

  @Test
  void stagedSearchAndVectorIndexesAreRead() {
    var schema =
        Schema.parse(
            schema(
                """
                {"tableName":"people","documentType":%s,"indexes":[],
                 "stagedDbIndexes":[%s],
                 "searchIndexes":[{"indexDescriptor":"search","searchField":"name","filterFields":["address.city"]}],
                 "stagedVectorIndexes":[{"indexDescriptor":"vec","vectorField":"embedding","dimensions":3,"filterFields":[]}]}\
                """
                    .formatted(PERSON, index("by_name", "name"))));

    assertThat(schema.indexes())
        .extracting(SchemaIndex::fullName, SchemaIndex::staged)
        .containsExactly(
            tuple("people.by_name", true),
            tuple("people.search", false),
            tuple("people.vec", true));
  }

  @Test
  void documentsAreMatchedWithoutSystemFields() {
    var validator = Objects.requireNonNull(Schema.parse(people("[]")).documentValidator("people"));

    var document = JsonFormat.ENCODED.read("{\"name\":\"a\",\"address\":{},\"tags\":{}}");

    assertThat(validator.mismatch(document, _ -> null)).isNull();
  }

  @Test
  void aSchemaThatDoesNotValidateHasNoDocumentValidators() {
    var json = people("[]").replace("\"schemaValidation\":true", "\"schemaValidation\":false");

    assertThat(Schema.parse(json).documentValidator("people")).isNull();
  }

  @Test
  void aTableOutsideTheSchemaHasNoDocumentValidator() {
    assertThat(Schema.parse(people("[]")).documentValidator("others")).isNull();
  }

  @Test
  void aParsedSchemaSurvivesItsOwnJson() {
    var schema = Schema.parse(people("[%s]".formatted(index("by_name", "name"))));

    assertThat(Schema.parse(schema.json())).isEqualTo(schema);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          by_x       | ghost        | InvalidIndexField            | In table "people" the index "by_x" is invalid because it references the field "ghost" that does not exist.
          by_x       | name.first   | InvalidIndexField            | In table "people" the index "by_x" is invalid because it references the field "name.first" that does not exist.
          by_x       | a b          | InvalidIndexField            | In index "by_x": Invalid index field: "a b"
          by_x       | _id          | IndexFieldsContainId         | In table "people": In index "by_x": `_id` is not a valid index field. To load documents by ID, use `db.get(id)`.
          by_x       | _creationTime | IndexFieldsContainCreationTime | In table "people": In index "by_x": `_creationTime` is automatically added to the end of each index. It should not be added explicitly in the index definition. See https://docs.convex.dev/using/indexes for more details.
          by_x       | _other       | IndexFieldNameReserved       | In table "people": In index "by_x": Reserved fields (starting with `_`) are not allowed in indexes.
          by_id      | name         | IndexNameReserved            | In table "people" cannot name an index "by_id" because the name is reserved. Indexes may not start with an underscore or be named "by_id" or "by_creation_time".
          _mine      | name         | IndexNameReserved            | In table "people" cannot name an index "_mine" because the name is reserved. Indexes may not start with an underscore or be named "by_id" or "by_creation_time".
          by name    | name         | InvalidIndexName             | In table "people": Invalid index name: "by name". Identifiers must be 64 characters or less, start with a letter, and only contain letters, digits, underscores.
          """)
  void aBadIndexIsNamed(String index, String field, String code, String message) {
    assertRefused(people("[%s]".formatted(index(index, field))), code, message);
  }

  @Test
  void anIndexNeedsAField() {
    assertRefused(
        people("[%s]".formatted(index("by_x"))),
        "EmptyIndex",
        "In table \"people\" index \"by_x\" must have at least one field.");
  }

  @Test
  void anIndexHasEachFieldOnce() {
    assertRefused(
        people("[%s]".formatted(index("by_x", "name", "name"))),
        "FieldsNotUniqueWithinIndex",
        "In table \"people\": In index \"by_x\": Duplicate field \"name\". Index fields must be"
            + " unique within an index.");
  }

  @Test
  void twoIndexesHaveDifferentFields() {
    assertRefused(
        people("[%s,%s]".formatted(index("by_x", "name"), index("by_y", "name"))),
        "IndexNotUnique",
        "In table \"people\" index \"by_x\" and index \"by_y\" have the same fields. Indexes must"
            + " be unique within a table.");
  }

  @Test
  void twoIndexesHaveDifferentNames() {
    assertRefused(
        people("[%s,%s]".formatted(index("by_x", "name"), index("by_x", "address"))),
        "IndexNamesNotUnique",
        "Table \"people\" has two or more definitions of index \"by_x\".");
  }

  @Test
  void anIndexHasAtMostSixteenFields() {
    var fields = IntStream.range(0, 17).mapToObj("tags.t%d"::formatted).toArray(String[]::new);

    assertRefused(
        people("[%s]".formatted(index("by_x", fields))),
        "IndexTooManyFields",
        "In table \"people\": In index \"by_x\": Indexes may have up to 16 fields.");
  }

  @Test
  void aTableHasAtMostSixtyFourIndexes() {
    var indexes =
        IntStream.range(0, 65)
            .mapToObj(i -> index("by_%d".formatted(i), "tags.t%d".formatted(i)))
            .collect(Collectors.joining(",", "[", "]"));

    assertRefused(
        people(indexes), "TooManyIndexes", "Table \"people\" cannot have more than 64 indexes.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          _people | TableNameReserved | _people is a reserved table name.
          my-table | InvalidTableName | Invalid table name: "my-table". Identifiers must start with a letter and can only contain letters, digits, and underscores.
          """)
  void aBadTableNameIsNamed(String table, String code, String message) {
    assertRefused(people("[]").replace("people", table), code, message);
  }

  @Test
  void aDocumentIsAnObject() {
    var json =
        schema(
            """
            {"tableName":"people","documentType":{"type":"string"},"indexes":[]}\
            """);

    assertRefused(
        json,
        "InvalidTopLevelTypeInSchemaError",
        "In table \"people\": The document validator in a schema must be an object, a union of"
            + " objects, or `v.any()`. Found v.string(). To learn more, see the schema"
            + " documentation at https://docs.convex.dev/database/schemas.");
  }

  @Test
  void aVectorIndexNeedsAnArrayOfFloats() {
    var json =
        schema(
            """
            {"tableName":"people","documentType":%s,"indexes":[],
             "vectorIndexes":[{"indexDescriptor":"vec","vectorField":"name","dimensions":3,"filterFields":[]}]}\
            """
                .formatted(PERSON));

    assertRefused(
        json,
        "InvalidVectorIndexField",
        "In table \"people\" the vector index \"vec\" is invalid because the field \"name\" is not"
            + " an array of float64 or optional array of float64.");
  }

  @ParameterizedTest
  @CsvSource({"null", "42", "{}", "'{\"tables\":{}}'", "'{'", "''"})
  void otherJsonIsNoSchema(String json) {
    assertRefused(
        json, "InvalidSchemaExport", "Default export from schema file isn't a Convex schema.");
  }

  private static void assertRefused(String json, String code, String message) {
    assertThatThrownBy(() -> Schema.parse(json))
        .hasMessage(message)
        .asInstanceOf(type(InvalidSchemaException.class))
        .extracting(InvalidSchemaException::code)
        .isEqualTo(code);
  }

  private static String people(String indexes) {
    return schema(
        "{\"tableName\":\"people\",\"documentType\":%s,\"indexes\":%s}".formatted(PERSON, indexes));
  }

  private static String schema(String table) {
    return "{\"tables\":[%s],\"schemaValidation\":true}".formatted(table);
  }

  private static String index(String name, String... fields) {
    var quoted = List.of(fields).stream().map("\"%s\""::formatted).collect(Collectors.joining(","));
    return "{\"indexDescriptor\":\"%s\",\"fields\":[%s]}".formatted(name, quoted);
  }
}

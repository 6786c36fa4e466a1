package dev.jensen.backend.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.model.Schema;
import dev.jensen.backend.model.SchemaIndex;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexDiffTest {

  private static final Schema PLAIN = schema("indexes", "by_name", "name");

  @Test
  void theFirstSchemaAddsEverything() {
    var diff = IndexDiff.between(null, PLAIN);

    assertThat(diff).isEqualTo(new IndexDiff(PLAIN.indexes(), List.of(), List.of(), List.of()));
  }

  @Test
  void noSchemaRemovesEverything() {
    var diff = IndexDiff.between(PLAIN, null);

    assertThat(diff).isEqualTo(new IndexDiff(List.of(), PLAIN.indexes(), List.of(), List.of()));
  }

  @Test
  void aChangedDefinitionIsARemovalAndAnAddition() {
    var diff = IndexDiff.between(PLAIN, schema("indexes", "by_name", "other"));

    assertThat(diff.added()).extracting(SchemaIndex::fullName).containsExactly("people.by_name");
    assertThat(diff.removed()).isEqualTo(PLAIN.indexes());
  }

  @Test
  void aStagedIndexIsEnabledWhenItIsPromoted() {
    var diff = IndexDiff.between(schema("stagedDbIndexes", "by_name", "name"), PLAIN);

    assertThat(diff).isEqualTo(new IndexDiff(List.of(), List.of(), PLAIN.indexes(), List.of()));
  }

  @Test
  void anIndexIsDisabledWhenItIsStagedAgain() {
    var staged = schema("stagedDbIndexes", "by_name", "name");

    var diff = IndexDiff.between(PLAIN, staged);

    assertThat(diff).isEqualTo(new IndexDiff(List.of(), List.of(), List.of(), staged.indexes()));
  }

  @Test
  void fieldsEndWithTheCreationTimeOnTheWire() {
    var json = IndexJson.write(IndexDiff.between(null, PLAIN));

    assertThat(json.path("added_indexes").path(0).toString())
        .isEqualTo(
            """
            {"name":"people.by_name","type":"database","fields":["name","_creationTime"],"staged":false}\
            """);
  }

  private static Schema schema(String list, String index, String field) {
    return Schema.parse(
        """
        {"schemaValidation":true,"tables":[{"tableName":"people","documentType":{"type":"any"},
          "indexes":[],"%s":[{"indexDescriptor":"%s","fields":["%s"]}]}]}\
        """
            .formatted(list, index, field)
            .replace("\"indexes\":[],\"indexes\"", "\"indexes\""));
  }
}

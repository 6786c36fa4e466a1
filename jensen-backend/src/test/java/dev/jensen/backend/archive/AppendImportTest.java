package dev.jensen.backend.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.MemoryBlobStore;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.model.ImportRow;
import dev.jensen.backend.model.ImportRow.State;
import dev.jensen.backend.storage.GatedCommits;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is appended is there as a whole or not at all, whatever happens in between.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AppendImportTest {

  /// More than one transaction of an import.
  private static final int ROWS = 1100;

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final MemoryPersistence memory = new MemoryPersistence();
  private GatedCommits disk = new GatedCommits(memory);
  private Database database = Database.open(disk, world);

  @TempDir private Path directory;
  private Uploads uploads;
  private Imports imports;

  @BeforeEach
  void makeTable() {
    uploads = new Uploads(world, directory);
    imports = imports();
    database.<@Nullable Void>transact(transaction -> {
      var table = transaction.definitions().createTable("notes");
      var _ = transaction.insert(table, Value.Obj.of(Map.of("text", new Value.Text("before"))));
      return null;
    });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Imports imports() {
    var tokens = new UploadTokens(world, new byte[] {1}, "acme");
    var files = new FileStorage(world, database, new MemoryBlobStore(world), tokens);
    return new Imports(world, database, uploads, files);
  }

  @Test
  void whatFailsIsUndone() {
    var id = examined(rows(0));

    imports.perform(id);

    assertThat(end(id))
        .isEqualTo(
            new State.Failed(
                "Hit an error while importing:\n"
                    + "Objects in table \"notes\" have duplicate _id fields"));
    assertThat(count("notes")).isEqualTo(1);
    assertThat(count("_appended_documents")).isZero();
  }

  /// The first commits append, the others undo.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 50, 102, 103, 104})
  void whatFailsIsUndoneWheneverTheServerStops(int commits) throws Exception {
    var id = examined(rows(0));
    disk.failAfter(commits);
    imports.perform(id);
    disk.awaitFailure();

    restart();

    assertThat(end(id)).isInstanceOf(State.Failed.class);
    assertThat(count("notes")).isEqualTo(1);
    assertThat(count("_appended_documents")).isZero();
  }

  @Test
  void whatWasInterruptedGoesOn() throws Exception {
    var id = interrupted();

    restart();

    assertThat(end(id)).isInstanceOf(State.Completed.class);
    assertThat(count("notes")).isEqualTo(1 + ROWS);
    while (count("_appended_documents") > 0) {
      Thread.onSpinWait();
    }
  }

  /// As after a backup, which holds no uploads, was restored.
  @Test
  void withoutTheFileWhatWasAppendedIsUndone() throws Exception {
    var id = interrupted();
    uploads.remove(upload(id));

    restart();

    assertThat(end(id))
        .isEqualTo(
            new State.Failed(
                "Hit an error while importing:\nThe uploaded file is gone. Import it again."));
    assertThat(count("notes")).isEqualTo(1);
  }

  @Test
  void ifTheFileCannotBeReadWhatWasAppendedIsUndone() throws Exception {
    var id = interrupted();
    var file = uploads.file(upload(id));
    Files.delete(file);
    Files.createDirectory(file);

    restart();

    assertThat(end(id)).isInstanceOf(State.Failed.class);
    assertThat(count("notes")).isEqualTo(1);
  }

  /// An import of which the first transaction is there.
  private String interrupted() throws InterruptedException {
    var id = examined(rows(ROWS - 1));
    disk.failAfter(2);
    imports.perform(id);
    disk.awaitFailure();
    return id;
  }

  private void restart() {
    database.close();
    disk = new GatedCommits(memory);
    database = Database.open(disk, world);
    imports = imports();
    imports.resume();
  }

  private String examined(String rows) {
    var token = uploads.start();
    var bytes = rows.getBytes(StandardCharsets.UTF_8);
    var part = uploads.addPart(token, 1, new ByteArrayInputStream(bytes));
    var id = imports.add("jsonLines", "append", "notes", token, List.of(part));
    var _ = await(id, State.Waiting.class::isInstance);
    return id;
  }

  /// Documents with ids of their own.
  ///
  /// @param last the number of the last one
  private String rows(int last) {
    long table =
        database.read(transaction -> Objects.requireNonNull(transaction.table("notes")).number());
    return IntStream.range(0, ROWS)
        .map(i -> i == ROWS - 1 ? last : i)
        .mapToObj(i -> "{\"_id\":\"%s\"}".formatted(id(table, i)))
        .collect(Collectors.joining("\n"));
  }

  private static DocumentId id(long table, int number) {
    byte[] bytes = ByteBuffer.allocate(InternalId.BYTES).putInt(number).array();
    return new DocumentId(table, new InternalId(bytes));
  }

  private String upload(String id) {
    return row(id).request().upload();
  }

  private State end(String id) {
    return await(id, state -> state instanceof State.Failed || state instanceof State.Completed);
  }

  private State await(String id, Predicate<State> wanted) {
    while (true) {
      var state = row(id).state();
      if (wanted.test(state)) {
        return state;
      }
      Thread.onSpinWait();
    }
  }

  private ImportRow row(String id) {
    return Objects.requireNonNull(
        database.<@Nullable ImportRow>read(
            transaction -> ImportRow.find(transaction, DocumentId.parse(id))));
  }

  private long count(String name) {
    return database.read(transaction -> {
      var table = transaction.table(name);
      return table == null ? 0 : transaction.count(table);
    });
  }
}

package dev.jensen.backend.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.MemoryBlobStore;
import dev.jensen.backend.file.UploadTokens;
import dev.jensen.backend.model.ExportRow;
import dev.jensen.backend.model.ImportRequest;
import dev.jensen.backend.model.ImportRow;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.OneCommitAtATime;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.DocumentId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Imports and exports wait while the database takes no more writes.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverloadTest {

  private final SimulatedWorld world = new SimulatedWorld(1);
  private final OneCommitAtATime busy = new OneCommitAtATime(world);
  private final Database database = busy.database();
  private final FileStorage files =
      new FileStorage(
          world,
          database,
          new MemoryBlobStore(world),
          new UploadTokens(world, new byte[] {1}, "acme"));

  @TempDir private Path directory;

  @AfterEach
  void close() {
    busy.close();
  }

  @Test
  void anImportGoesOnWhenThereIsRoom() {
    var uploads = new Uploads(world, directory);
    var upload = uploads.start();
    var content = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8));
    uploads.join(upload, List.of(uploads.addPart(upload, 1, content)));
    var request =
        new ImportRequest(
            ImportRequest.Format.JSON_LINES, ImportRequest.Mode.APPEND, "notes", upload);
    var id = database.transact(transaction -> ImportRow.add(transaction, request)).id();
    var imports = new Imports(world, database, uploads, files);

    overload(imports::resume);

    while (!(importRow(id).state() instanceof ImportRow.State.Waiting)) {
      Thread.onSpinWait();
    }
    imports.perform(id.toString());
    while (importRow(id).isUnfinished()) {
      Thread.onSpinWait();
    }
    assertThat(importRow(id).state()).isInstanceOf(ImportRow.State.Completed.class);
  }

  @Test
  void anExportGoesOnWhenThereIsRoom() {
    var id = database.transact(transaction -> ExportRow.request(transaction, false)).id();
    var exports = new Exports(world, database, files, directory);

    overload(exports::resume);

    while (exportRow(id).isUnfinished()) {
      Thread.onSpinWait();
    }
    assertThat(exports.find(id.toString()).file()).isNotEmptyFile();
  }

  /// Lets `work` begin while there is no room, until it waits for some.
  private void overload(Runnable work) {
    var before = world.now();
    var filling = busy.fill();
    work.run();
    while (world.now().equals(before)) {
      Thread.onSpinWait();
    }
    busy.empty();
    var _ = filling.join();
  }

  private ImportRow importRow(DocumentId id) {
    return Objects.requireNonNull(
        database.<@Nullable ImportRow>read(transaction -> ImportRow.find(transaction, id)));
  }

  private ExportRow exportRow(DocumentId id) {
    return Objects.requireNonNull(
        database.<@Nullable ExportRow>read(transaction -> ExportRow.find(transaction, id)));
  }
}

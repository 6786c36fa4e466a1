package dev.jensen.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.DocumentWalk;
import dev.jensen.backend.world.SimulatedWorld;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrphanSweepTest {

  private static final Duration LONG = OrphanSweep.GRACE.plusMinutes(1);

  private final SimulatedWorld world = new SimulatedWorld(5);
  private final Database database = Database.open(new MemoryPersistence(), world);
  private final MemoryBlobStore blobs = new MemoryBlobStore(world);
  private final FileStorage files =
      new FileStorage(world, database, blobs, new UploadTokens(world, new byte[] {1}, "acme"));
  private final OrphanSweep sweep = new OrphanSweep(database, blobs);

  @BeforeEach
  void start() {
    files.start();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private StoredFile received() throws IOException {
    return files.receive(new ByteArrayInputStream(new byte[] {1}), null, null);
  }

  private StoredFile stored() throws IOException {
    return files.store(new ByteArrayInputStream(new byte[] {2}), null, null);
  }

  private void delete(StoredFile file) {
    files.change(transaction -> {
      file.delete(transaction);
      return file;
    });
  }

  /// Long enough for everything, with something written in between as on any server.
  private void sweepForLong() throws IOException {
    for (int i = 0; i < 3; i++) {
      world.advance(LONG);
      stored();
      trim();
      sweep.sweep();
    }
  }

  private void trim() {
    boolean isMore = true;
    while (isMore) {
      isMore = database.trim();
    }
  }

  private boolean isThere(StoredFile file) throws IOException {
    try (var content = blobs.open(new BlobKey(file.blob()), 0, 1)) {
      return content != null;
    }
  }

  @Test
  void whatNobodyAddedGoesAfterAWhile() throws IOException {
    var orphan = received();
    var file = stored();

    sweep.sweep();
    sweep.sweep();
    assertThat(isThere(orphan)).isTrue();
    sweepForLong();

    assertThat(isThere(orphan)).isFalse();
    assertThat(isThere(file)).isTrue();
  }

  @Test
  void whatIsAddedLateStays() throws IOException {
    var late = received();
    world.advance(LONG.dividedBy(2));
    sweep.sweep();
    files.change(transaction -> {
      late.insert(transaction);
      return late;
    });

    sweepForLong();

    assertThat(isThere(late)).isTrue();
  }

  @Test
  void aDeletedFilesContentGoesWhenNobodyCanReadTheFileAnyMore() throws IOException {
    var file = stored();
    var kept = stored();
    world.advance(LONG);
    try (var export = new DocumentWalk(database)) {
      delete(file);
      sweepForLong();

      var seen = export.read(transaction -> StoredFile.find(transaction, file.id()));
      assertThat(seen).isEqualTo(file);
      assertThat(isThere(file)).isTrue();
    }
    sweepForLong();

    assertThat(isThere(file)).isFalse();
    assertThat(isThere(kept)).isTrue();
  }

  @Test
  void theContentOfAFileStaysAsLongAsThePastCanBeRead() throws IOException {
    var file = stored();
    world.advance(LONG);
    delete(file);

    sweep.sweep();
    trim();
    sweep.sweep();
    assertThat(isThere(file)).isTrue();

    world.advance(Duration.ofMinutes(11));
    trim();
    sweep.sweep();
    assertThat(isThere(file)).isFalse();
  }

  @Test
  void filesThatAnImportHasNotRevealedYetStay() throws IOException {
    var hidden = received();
    files.change(transaction -> {
      hidden.insert(transaction, StoredFile.Tables.hidden(transaction), null);
      return hidden;
    });

    sweepForLong();

    assertThat(files.find(hidden.url())).isNull();
    assertThat(isThere(hidden)).isTrue();
  }

  @Test
  void aContentWithAnotherDigestLeavesNothing() {
    assertThatThrownBy(() -> files.store(new ByteArrayInputStream(new byte[3]), null, "AAAA"))
        .isInstanceOf(Sha256MismatchException.class)
        .hasMessageContaining(
            "Expected: AAAA Actual: cJ6AyISHokEeHuTfufIqhhSS0gxHZRUMDHlKvXD4FHw=");

    assertThat(blobs.size()).isZero();
  }
}

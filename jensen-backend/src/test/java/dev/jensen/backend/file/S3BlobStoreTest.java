package dev.jensen.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against a real server of the protocol.
@Timeout(120)
class S3BlobStoreTest extends BlobStoreContract {

  private static final String BUCKET = "files";

  @TempDir private static Path parent;

  private static @Nullable S3Server server;

  @TempDir private Path data;

  /// A folder of its own for each test.
  private final String prefix = "t%d".formatted(System.identityHashCode(this));

  private @Nullable BlobStore store;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(parent);
    server.bucket(BUCKET, "");
  }

  @AfterAll
  static void stop() {
    server().close();
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
  }

  private static S3Server server() {
    return Objects.requireNonNull(server);
  }

  @Override
  BlobStore store() {
    if (store == null) {
      store = open(data, server().options(BUCKET, prefix));
    }
    return store;
  }

  @Override
  void pass(Duration duration) throws IOException {
    server().age(duration);
  }

  private BlobStore open(Path directory, S3Options options) {
    return S3BlobStore.open(world, directory, options, server().credentials(), false);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static InputStream breaksOff(byte[] bytes) throws IOException {
    var closed = InputStream.nullInputStream();
    closed.close();
    return new SequenceInputStream(new ByteArrayInputStream(bytes), closed);
  }

  @Test
  void contentsOfEverySizeComeBack() throws IOException {
    int part = S3Upload.PART_BYTES;
    for (int size : new int[] {65_535, 65_536, 300_000, part - 1, part, part + 1, 2 * part + 7}) {
      var key = key();
      byte[] content = bytes(size);

      store().put(key, new ByteArrayInputStream(content));

      try (var whole = Objects.requireNonNull(store().open(key, 0, size));
          var end = Objects.requireNonNull(store().open(key, size - 10L, 10))) {
        assertThat(whole.readAllBytes()).isEqualTo(content);
        assertThat(end.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, size - 10, size));
      }
      assertThat(all()).extracting(BlobStore.Blob::size).contains((long) size);
    }
  }

  @Test
  void ofALargeContentThatBreaksOffNoPartStays() throws IOException {
    var content = breaksOff(bytes(S3Upload.PART_BYTES + 5));

    assertThatThrownBy(() -> store().put(key(), content)).isInstanceOf(IOException.class);

    assertThat(unfinished()).isEmpty();
  }

  @Test
  void partsThatAKilledServerLeftAreForgottenAtTheNextStart() throws IOException {
    store();
    var name = "files/%s".formatted(key().text());
    try (var bucket = new S3Bucket(server().options(BUCKET, prefix), server().credentials())) {
      bucket.putPart(name, bucket.begin(name), 1, new byte[10], 10);
    }
    assertThat(unfinished()).extracting(S3Bucket.Unfinished::name).containsExactly(name);

    open(data, server().options(BUCKET, prefix)).close();

    assertThat(unfinished()).isEmpty();
  }

  @Test
  void anotherDeploymentIsRefused(@TempDir Path other) {
    store();

    assertThatThrownBy(() -> open(other, server().options(BUCKET, prefix)))
        .isInstanceOf(UnusableBucketException.class)
        .hasMessageContaining("another deployment")
        .hasMessageContaining("--s3-prefix");
  }

  @Test
  void aFolderWithoutTheFilesOfTheDeploymentIsRefused() {
    store();

    assertThatThrownBy(() -> open(data, server().options(BUCKET, prefix + "x")))
        .isInstanceOf(UnusableBucketException.class)
        .hasMessageContaining("does not have the files");
    assertThatThrownBy(() -> BlobStores.open(world, data, null))
        .isInstanceOf(UnusableBucketException.class)
        .hasMessageContaining("--s3-bucket");
  }

  @Test
  void filesInTheDataDirectoryAreNotForgotten() {
    var options = server().options(BUCKET, prefix);
    assertThatThrownBy(() -> S3BlobStore.open(world, data, options, server().credentials(), true))
        .isInstanceOf(UnusableBucketException.class)
        .hasMessageContaining("jensen restore");
  }

  @Test
  void aMissingBucketAndAWrongSecretAreEachOneLine() {
    assertThatThrownBy(() -> open(data, server().options("missing", "")))
        .isInstanceOf(UnusableBucketException.class)
        .message()
        .hasLineCount(1)
        .contains("missing", "--s3-bucket");
    var options = server().options(BUCKET, prefix);
    assertThatThrownBy(
            () -> S3BlobStore.open(world, data, options, S3Server.credentials("wrong"), false))
        .isInstanceOf(UnusableBucketException.class)
        .message()
        .hasLineCount(1)
        .contains("AWS_SECRET_ACCESS_KEY")
        .doesNotContain("wrong");
  }

  @Test
  void aServiceThatIsGoneIsSaidSo(@TempDir Path directory) throws IOException {
    var key = key();
    var own = S3Server.start(directory);
    try (own;
        var store =
            S3BlobStore.open(
                world, data, own.bucket(BUCKET, ""), S3Server.credentials("secret"), false)) {
      store.put(key, new ByteArrayInputStream(new byte[1]));

      own.close();

      assertThatThrownBy(() -> store.open(key, 0, 1))
          .isInstanceOf(FilesUnavailableException.class)
          .hasMessage("The contents of files cannot be reached. Try again later.")
          .cause()
          .hasMessageContaining(BUCKET);
      assertThatThrownBy(() -> store.put(key(), new ByteArrayInputStream(new byte[1])))
          .isInstanceOf(FilesUnavailableException.class);
    }
  }

  @Test
  void contentsOfDeletedFilesAreRemoved() throws IOException {
    try (var database = Database.open(new MemoryPersistence(), world)) {
      var tokens = new UploadTokens(world, new byte[] {1}, "acme");
      var files = new FileStorage(world, database, store(), tokens);
      files.start();
      var kept = files.store(new ByteArrayInputStream(new byte[1]), null, null);
      var orphan = files.receive(new ByteArrayInputStream(new byte[1]), null, null);
      var sweep = new OrphanSweep(database, store());
      var wait = OrphanSweep.GRACE.plusMinutes(1);

      sweep.sweep();
      assertThat(all()).hasSize(2);
      for (int i = 0; i < 3; i++) {
        pass(wait);
        world.advance(wait);
        files.store(new ByteArrayInputStream(new byte[1]), null, null);
        boolean isMore = true;
        while (isMore) {
          isMore = database.trim();
        }
        sweep.sweep();
      }

      assertThat(all())
          .extracting(blob -> blob.key().text())
          .contains(kept.blob())
          .doesNotContain(orphan.blob());
    }
  }

  private List<S3Bucket.Unfinished> unfinished() {
    try (var bucket = new S3Bucket(server().options(BUCKET, prefix), server().credentials())) {
      return bucket.unfinished("files/");
    }
  }
}

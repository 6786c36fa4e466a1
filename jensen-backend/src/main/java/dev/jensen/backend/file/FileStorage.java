package dev.jensen.backend.file;

import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.DocumentId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Stores files and reads them: the door of this package.
///
/// First the content is made durable, then a transaction adds the file. In between, and for ever if
/// the transaction does not commit, the content belongs to nobody; [OrphanSweep] removes such
/// contents, and those of deleted files.
///
/// Thread-safe.
public final class FileStorage {

  private final World world;
  private final Database database;
  private final BlobStore blobs;
  private final UploadTokens uploadTokens;

  /// Keeps contents in `blobs` and everything else in `database`.
  public FileStorage(World world, Database database, BlobStore blobs, UploadTokens uploadTokens) {
    this.world = world;
    this.database = database;
    this.blobs = blobs;
    this.uploadTokens = uploadTokens;
  }

  /// Makes the tables, so that no function has to.
  public void start() {
    var _ = change(StoredFile.Tables::live);
  }

  /// What lets others upload.
  public UploadTokens uploadTokens() {
    return uploadTokens;
  }

  /// Runs a small transaction until it commits, and returns what it returned.
  public <T extends @Nullable Object> T change(Function<Transaction, T> change) {
    return database.transact(change);
  }

  /// Stores a file in a transaction of its own.
  ///
  /// @param contentType null for none
  /// @param sha256 what the content must have, in base64; null for anything
  /// @throws Sha256MismatchException if it has another; then nothing is stored
  /// @throws IOException if `content` cannot be read; then nothing is stored
  public StoredFile store(
      InputStream content, @Nullable String contentType, @Nullable String sha256)
      throws IOException {
    var file = receive(content, contentType, sha256);
    return change(transaction -> {
      file.insert(transaction);
      return file;
    });
  }

  /// Takes in a content, as [#store], for a file that the caller's transaction adds.
  public StoredFile receive(
      InputStream content, @Nullable String contentType, @Nullable String sha256)
      throws IOException {
    return receive(
        StoredFile.newId(world.random(), world.now()), newUrl(), content, contentType, sha256);
  }

  /// As the other one, for a file that was elsewhere before and keeps its id.
  ///
  /// @param url null for a new one
  public StoredFile receive(
      DocumentId id,
      @Nullable UUID url,
      InputStream content,
      @Nullable String contentType,
      @Nullable String sha256)
      throws IOException {
    var key = BlobKey.of(id, world.random());
    var measured = new MeasuredContent(content);
    blobs.put(key, measured);
    var actual = Base64.getEncoder().encodeToString(measured.sha256());
    if (sha256 != null && !sha256.equals(actual)) {
      blobs.delete(key);
      throw new Sha256MismatchException(sha256, actual);
    }
    return new StoredFile(
        id, url == null ? newUrl() : url, key.text(), actual, measured.size(), contentType);
  }

  private UUID newUrl() {
    var random = world.random();
    // RFC 9562 §5.4: version 4, variant 10.
    return new UUID(
        (random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() >>> 2) | Long.MIN_VALUE);
  }

  /// The file whose URL has this UUID, or null.
  public @Nullable StoredFile find(UUID url) {
    try (var transaction = database.begin()) {
      return StoredFile.find(transaction, url);
    }
  }

  /// Opens `length` bytes of a file's content from `offset` on.
  public InputStream open(StoredFile file, long offset, long length) throws IOException {
    var content = blobs.open(new BlobKey(file.blob()), offset, length);
    if (content == null) {
      throw new IllegalStateException("the content %s is gone".formatted(file.blob()));
    }
    return content;
  }

  /// Opens all of a file's content.
  public InputStream open(StoredFile file) throws IOException {
    return open(file, 0, file.size());
  }
}

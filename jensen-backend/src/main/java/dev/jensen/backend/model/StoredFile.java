package dev.jensen.backend.model;

import dev.jensen.backend.index.SystemTableNumbers;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.InternalId;
import dev.jensen.value.Value;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One stored file (`spec/values-and-data.md` §§10.2, 14).
///
/// Functions see its id, digest, size and type in `_storage`. Whoever knows its URL may read it, so
/// that is apart, where they cannot list it.
///
/// @param id in `_storage`
/// @param url the UUID in its URL, which no other file ever had
/// @param blob the key of its content
/// @param sha256 of the content, in base64
/// @param size of the content in bytes
/// @param contentType as the sender gave it, or null
public record StoredFile(
    DocumentId id, UUID url, String blob, String sha256, long size, @Nullable String contentType) {

  /// The table that functions see.
  public static final String TABLE = SystemTable.STORAGE.tableName();

  private static final long NUMBER = SystemTableNumbers.of(TABLE);
  private static final int RANDOM_BYTES = 14;

  /// The tables that a file is in.
  public record Tables(Table storage, Table files, Table urls) {

    /// The ones that everybody reads, made if they are missing.
    public static Tables live(Transaction transaction) {
      return new Tables(
          SystemTable.STORAGE.existing(transaction),
          SystemTable.FILES.existing(transaction),
          SystemTable.FILE_URLS.existing(transaction));
    }

    /// New ones that nobody finds until they are revealed.
    public static Tables hidden(Transaction transaction) {
      return new Tables(
          hidden(transaction, SystemTable.STORAGE),
          hidden(transaction, SystemTable.FILES),
          hidden(transaction, SystemTable.FILE_URLS));
    }

    private static Table hidden(Transaction transaction, SystemTable table) {
      return transaction.definitions().createHiddenTable(table.tableName(), null, null);
    }

    /// The ones that `tables` has under their names.
    public static Tables of(Function<String, Table> tables) {
      return new Tables(
          tables.apply(SystemTable.STORAGE.tableName()),
          tables.apply(SystemTable.FILES.tableName()),
          tables.apply(SystemTable.FILE_URLS.tableName()));
    }

    /// All of them.
    public List<Table> all() {
      return List.of(storage, files, urls);
    }
  }

  /// An id for a file that is stored now.
  public static DocumentId newId(RandomGenerator random, Instant now) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    var day = (short) TimeUnit.SECONDS.toDays(now.getEpochSecond());
    var id = ByteBuffer.allocate(InternalId.BYTES).put(bytes).putShort(day);
    return new DocumentId(NUMBER, new InternalId(id.array()));
  }

  /// Whether ids of this form are ids of files.
  public static boolean isFileId(DocumentId id) {
    return id.tableNumber() == NUMBER;
  }

  /// The file of this id, or null; the answer enters the read set.
  public static @Nullable StoredFile find(Transaction transaction, DocumentId id) {
    var visible = isFileId(id) ? row(transaction, SystemTable.STORAGE, id.internalId()) : null;
    var rest = visible == null ? null : row(transaction, SystemTable.FILES, id.internalId());
    if (visible == null || rest == null) {
      return null;
    }
    return new StoredFile(
        id,
        UUID.fromString(Fields.text(rest, "url")),
        Fields.text(rest, "blob"),
        Fields.text(visible, "sha256"),
        visible.value().get("size") instanceof Value.Float64(var size) ? (long) size : 0,
        Fields.textOrNull(visible, "contentType"));
  }

  /// The file whose URL has this UUID, or null; the answer enters the read set.
  public static @Nullable StoredFile find(Transaction transaction, UUID url) {
    var row = row(transaction, SystemTable.FILE_URLS, internalId(url));
    return row == null ? null : find(transaction, DocumentId.parse(Fields.text(row, "file")));
  }

  private static @Nullable Document row(Transaction transaction, SystemTable in, InternalId id) {
    var table = transaction.table(in.tableName());
    return table == null ? null : transaction.get(table, new DocumentId(table.number(), id));
  }

  private static InternalId internalId(UUID uuid) {
    return new InternalId(
        ByteBuffer.allocate(InternalId.BYTES)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array());
  }

  /// Whether the file of this internal id has its content under `blob`: among the files that
  /// everybody reads, or those that an import has not revealed yet.
  public static boolean isUsed(Transaction transaction, InternalId file, String blob) {
    return transaction.catalog().incarnations().stream()
        .filter(table -> table.name().equals(SystemTable.FILES.tableName()))
        .map(table -> transaction.get(table, new DocumentId(table.number(), file)))
        .anyMatch(row -> row != null && Fields.text(row, "blob").equals(blob));
  }

  /// Adds the file to those that everybody reads.
  public void insert(Transaction transaction) {
    insert(transaction, Tables.live(transaction), null);
  }

  /// Adds the file.
  ///
  /// @param creationTime milliseconds since the epoch, or null for now
  /// @throws IllegalArgumentException if there is a file with its id or URL
  public void insert(Transaction transaction, Tables tables, @Nullable Double creationTime) {
    var visible = new HashMap<>(new Fields().with("sha256", sha256).map());
    visible.put("size", new Value.Float64(size));
    visible.put(
        "contentType", contentType == null ? new Value.Null() : new Value.Text(contentType));
    var rest = new Fields().with("url", url.toString()).with("blob", blob).map();
    var reverse = new Fields().with("file", id.toString()).map();
    transaction.insert(tables.storage(), id, creationTime, Value.Obj.of(visible));
    transaction.insert(
        tables.files(),
        new DocumentId(tables.files().number(), id.internalId()),
        null,
        Value.Obj.of(rest));
    transaction.insert(
        tables.urls(),
        new DocumentId(tables.urls().number(), internalId(url)),
        null,
        Value.Obj.of(reverse));
  }

  /// Removes the file; its content goes when nobody can read it any more.
  public void delete(Transaction transaction) {
    delete(transaction, SystemTable.STORAGE, id.internalId());
    delete(transaction, SystemTable.FILES, id.internalId());
    delete(transaction, SystemTable.FILE_URLS, internalId(url));
  }

  private static void delete(Transaction transaction, SystemTable from, InternalId id) {
    var row = row(transaction, from, id);
    if (row != null) {
      from.delete(transaction, row);
    }
  }
}

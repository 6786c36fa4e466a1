package dev.jensen.backend.storage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// An open RocksDB and everything that must be closed with it.
///
/// Closing waits for calls in progress: native code must not see a closed handle.
final class RocksStore implements AutoCloseable {

  private static final List<String> PLAIN_FAMILIES = List.of("default", "log");

  private static final String INDEX_FAMILY = "index";

  /// Files up to this size together are read and checked completely when opened; of larger ones
  /// each block is checked when it is read.
  private static final long VERIFIED_AT_OPEN_BYTES = 64L << 20;

  /// One file in a hundred is looked into in vain for a document it does not have.
  private static final int FILTER_BITS = 10;

  /// What is not written to a file yet has a filter too, of this part of its size: most mutations
  /// look up a request that is not there, and a seek in vain costs as much as any.
  private static final double UNWRITTEN_FILTER_RATIO = 0.05;

  private final DataDirectory directory;
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final List<RocksObject> resources;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReadOptions samePrefix = new ReadOptions().setPrefixSameAsStart(true);
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private RocksStore(
      DataDirectory directory,
      RocksDB db,
      List<ColumnFamilyHandle> families,
      List<RocksObject> resources) {
    this.directory = directory;
    this.db = db;
    this.families = families;
    this.resources = resources;
  }

  static RocksStore open(Path path, RocksMemory memory) {
    var directory = DataDirectory.open(path);
    try {
      var store = open(directory, memory);
      store.verify();
      if (directory.isNew()) {
        directory.mark();
      }
      return store;
    } catch (RuntimeException failure) {
      directory.close();
      throw failure;
    }
  }

  private static RocksStore open(DataDirectory directory, RocksMemory memory) {
    RocksDB.loadLibrary();
    var resources = new ArrayList<RocksObject>();
    try {
      var options = databaseOptions(directory, memory);
      resources.add(options);
      var descriptors = descriptors(memory, resources);
      var families = new ArrayList<ColumnFamilyHandle>();
      var db = RocksDB.open(options, directory.store().toString(), descriptors, families);
      return new RocksStore(directory, db, families, resources);
    } catch (RocksDBException failure) {
      resources.reversed().forEach(RocksObject::close);
      throw unreadable(directory, failure);
    }
  }

  private static DBOptions databaseOptions(DataDirectory directory, RocksMemory memory) {
    return new DBOptions()
        .setCreateIfMissing(directory.isNew())
        .setCreateMissingColumnFamilies(directory.isNew())
        .setDbWriteBufferSize(memory.writeBufferBytes())
        .setMaxTotalWalSize(4 * memory.writeBufferBytes())
        // An unfinished record at the end is a commit nobody was told about; damage before the end
        // must stop us, not shorten the history.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(256)
        .setBytesPerSync(1 << 20)
        .setStatsDumpPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  private static List<ColumnFamilyDescriptor> descriptors(
      RocksMemory memory, List<RocksObject> resources) {
    var cache = new LRUCache(memory.blockCacheBytes());
    resources.add(cache);
    var filter = new BloomFilter(FILTER_BITS);
    resources.add(filter);
    var plain = familyOptions(memory, tables(cache));
    resources.add(plain);
    var index =
        familyOptions(memory, tables(cache).setFilterPolicy(filter).setPartitionFilters(true))
            .useCappedPrefixExtractor(RowFormat.DOCUMENT_PREFIX_BYTES)
            .setMemtablePrefixBloomSizeRatio(UNWRITTEN_FILTER_RATIO);
    resources.add(index);
    var descriptors = new ArrayList<ColumnFamilyDescriptor>();
    PLAIN_FAMILIES.forEach(name -> descriptors.add(descriptor(name, plain)));
    descriptors.add(descriptor(INDEX_FAMILY, index));
    return descriptors;
  }

  private static ColumnFamilyDescriptor descriptor(String name, ColumnFamilyOptions options) {
    return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options);
  }

  private static ColumnFamilyOptions familyOptions(
      RocksMemory memory, BlockBasedTableConfig tables) {
    return new ColumnFamilyOptions()
        .setWriteBufferSize(memory.writeBufferBytes() / 2)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(tables);
  }

  private static BlockBasedTableConfig tables(Cache cache) {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setWholeKeyFiltering(false)
        .setCacheIndexAndFilterBlocks(true)
        .setPinL0FilterAndIndexBlocksInCache(true)
        // A file's index and filter are larger than what one read needs of them.
        .setIndexType(IndexType.kTwoLevelIndexSearch)
        .setPinTopLevelIndexAndFilter(true)
        .setFormatVersion(5)
        .setChecksumType(ChecksumType.kXXH3);
  }

  private void verify() {
    try {
      if (directory.isNew() && new RocksLog(this).head().position() > 0) {
        throw new StorageException(
            "The data directory %s holds commits but its FORMAT file is missing. Restore that file, or choose another directory."
                .formatted(directory.path()));
      }
      if (db.getLongProperty(families.getLast(), "rocksdb.total-sst-files-size")
          < VERIFIED_AT_OPEN_BYTES) {
        db.verifyChecksum();
      }
    } catch (RocksDBException failure) {
      closeDatabase();
      throw unreadable(directory, failure);
    } catch (StorageException failure) {
      closeDatabase();
      throw failure;
    }
  }

  /// Runs `call` while the database is open.
  ///
  /// @throws StorageException if RocksDB fails
  /// @throws IllegalStateException if the database is closed
  <T> T use(RocksCall<T> call) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the data directory is closed");
      }
      return call.run();
    } catch (RocksDBException failure) {
      throw new StorageException(
          "The data directory %s failed (%s). Check the disk; nothing more is written until a restart."
              .formatted(directory.path(), reason(failure)),
          failure);
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Writes `batch` whole or not at all, and, if `sync`, durably with everything before it.
  void write(WriteBatch batch, boolean sync) throws RocksDBException {
    db.write(sync ? synced : unsynced, batch);
  }

  RocksDB db() {
    return db;
  }

  /// For iterators that stay among the rows of one key.
  ReadOptions samePrefix() {
    return samePrefix;
  }

  /// Single facts, by name.
  ColumnFamilyHandle meta() {
    return families.get(0);
  }

  ColumnFamilyHandle log() {
    return families.get(1);
  }

  ColumnFamilyHandle index() {
    return families.get(2);
  }

  private static StorageException unreadable(DataDirectory directory, RocksDBException failure) {
    return new StorageException(
        "The data in %s cannot be opened (%s). A file is damaged, missing or not accessible; nothing was changed. Restore the directory from a backup."
            .formatted(directory.path(), reason(failure)),
        failure);
  }

  private static String reason(RocksDBException failure) {
    var message = failure.getMessage();
    return message == null
        ? "unknown reason"
        : message.lines().findFirst().orElse("unknown reason");
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closeDatabase();
        directory.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void closeDatabase() {
    closed = true;
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    synced.close();
    unsynced.close();
    samePrefix.close();
    resources.reversed().forEach(RocksObject::close);
  }
}

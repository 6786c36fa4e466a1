package dev.jensen.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB without a database around it: a commit is one revision and three index entries, a group
/// of commits one synced write.
final class RawRocks implements AutoCloseable {

  private static final int REVISION_BYTES = 300;
  private static final int KEY_BYTES = 50;
  private static final int INDEXES = 3;

  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB db;
  private final SplittableRandom random = new SplittableRandom(1);

  RawRocks(Path directory) throws RocksDBException {
    this.db = RocksDB.open(options, directory.toString());
  }

  /// Writes `commits` commits durably at once.
  void write(int commits) throws RocksDBException {
    try (var batch = new WriteBatch()) {
      for (int i = 0; i < commits; i++) {
        batch.put(key(), bytes(REVISION_BYTES));
        for (int j = 0; j < INDEXES; j++) {
          batch.put(key(), new byte[] {1});
        }
      }
      db.write(synced, batch);
    }
  }

  private byte[] key() {
    return ByteBuffer.allocate(KEY_BYTES).putLong(random.nextLong()).array();
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    db.close();
    synced.close();
    options.close();
  }
}

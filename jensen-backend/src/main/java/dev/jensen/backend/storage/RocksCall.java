package dev.jensen.backend.storage;

import org.rocksdb.RocksDBException;

/// Something to do with an open RocksDB.
@FunctionalInterface
interface RocksCall<T> {

  T run() throws RocksDBException;
}

package dev.jensen.functions;

/// What queries get.
public interface QueryContext extends Context {

  /// The documents as of the snapshot of the query's transaction.
  DatabaseReader db();

  /// The stored files.
  StorageReader storage();
}

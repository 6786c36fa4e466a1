package dev.jensen.benchmarks;

import java.util.List;

/// A server with one row that many sockets follow.
interface Feed extends AutoCloseable {

  String name();

  /// Opens a socket that is told of every change from now on. Thread-safe.
  WebSocket subscribe();

  /// Changes the row and returns when the server says that this is durable.
  ///
  /// @param number stands in the new value, behind [Beats#NUMBER]
  void write(long number);

  /// The server's processes, without a database's.
  List<Long> processes();

  @Override
  void close();
}

package dev.jensen.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The peers of another kind, which run until they are closed.
record TransferPeers(List<TransferPeer> all) implements Closeable {

  TransferPeers {
    all = List.copyOf(all);
  }

  /// Starts all, or none if one of them does not start.
  static TransferPeers start() throws IOException {
    var started = new ArrayList<TransferPeer>();
    try {
      TransferPeer.others().forEach(peer -> started.add(peer.get()));
    } catch (RuntimeException e) {
      close(started);
      throw e;
    }
    return new TransferPeers(started);
  }

  /// Transfers of each between accounts that `zipf` draws.
  List<NamedLoad> loads(Zipf zipf) {
    return all.stream().map(peer -> peer.load(zipf)).toList();
  }

  /// @throws IllegalStateException if one of them has lost or made money
  void checkSums() {
    all.forEach(peer -> Transfers.checkSum(peer.name(), peer.sum()));
  }

  @Override
  public void close() throws IOException {
    close(all);
  }

  private static void close(List<TransferPeer> peers) throws IOException {
    for (var peer : peers) {
      peer.close();
    }
  }
}

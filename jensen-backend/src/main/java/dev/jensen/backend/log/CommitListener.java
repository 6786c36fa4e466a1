package dev.jensen.backend.log;

import java.util.List;

/// Wants to know of every commit.
@FunctionalInterface
public interface CommitListener {

  /// Called once for each group of commits, in order, when new snapshots show them and before their
  /// transactions are answered. Must return quickly and not throw.
  void committed(List<WriteSet> commits);
}

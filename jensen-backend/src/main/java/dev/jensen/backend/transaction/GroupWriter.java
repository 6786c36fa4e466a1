package dev.jensen.backend.transaction;

import dev.jensen.backend.storage.AppendOutcome;
import dev.jensen.backend.storage.Commit;
import dev.jensen.backend.storage.IndexChange;
import dev.jensen.backend.storage.IndexChanges;
import dev.jensen.backend.storage.LogEntry;
import dev.jensen.backend.storage.LogHead;
import dev.jensen.backend.storage.Persistence;
import dev.jensen.backend.storage.StorageException;
import dev.jensen.backend.world.World;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes accepted commits durable, as many at once as have come together while the last group was
/// being written; then publishes them; then answers.
final class GroupWriter {

  private static final int GROUP_MAX = 1024;
  private static final long GROUP_BYTES_MAX = 8 << 20;

  private final Persistence persistence;
  private final Consumer<List<Decision.Accepted>> publish;
  private final BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();
  private final Thread thread;
  private LogHead head;
  private volatile @Nullable Throwable failure;

  /// @param publish makes durable commits visible
  GroupWriter(World world, Persistence persistence, Consumer<List<Decision.Accepted>> publish) {
    this.persistence = persistence;
    this.publish = publish;
    this.head = persistence.log().head();
    this.thread = world.startPlatform("jensen-writer", this::run);
  }

  /// The timestamp of the last commit before this writer began.
  Timestamp head() {
    return persistence.log().head().timestamp();
  }

  /// Takes over a decision and never blocks; [Committer] bounds how many there are.
  void add(Decision decision) {
    decisions.add(decision);
  }

  /// Whether a write has failed; then nothing is written any more.
  boolean hasFailed() {
    return failure != null;
  }

  /// @throws StorageException if a write has failed
  void requireSound() {
    var broken = failure;
    if (broken != null) {
      throw broken(broken);
    }
  }

  void join() throws InterruptedException {
    thread.join();
  }

  private void run() {
    try {
      while (writeGroup(nextGroup())) {}
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Decision> nextGroup() throws InterruptedException {
    var group = new ArrayList<Decision>();
    group.add(decisions.take());
    long bytes = bytes(group.getFirst());
    while (group.size() < GROUP_MAX && bytes < GROUP_BYTES_MAX) {
      var next = decisions.poll();
      if (next == null) {
        break;
      }
      group.add(next);
      bytes += bytes(next);
    }
    return group;
  }

  private static long bytes(Decision decision) {
    return decision instanceof Decision.Accepted accepted ? accepted.request().bytes() : 0;
  }

  /// Returns false after the last group.
  private boolean writeGroup(List<Decision> group) {
    var accepted =
        group.stream()
            .filter(Decision.Accepted.class::isInstance)
            .map(Decision.Accepted.class::cast)
            .toList();
    try {
      if (failure == null && !accepted.isEmpty()) {
        write(accepted);
        publish.accept(accepted);
      }
    } catch (RuntimeException | Error broken) {
      failure = broken;
    }
    group.forEach(this::answer);
    return !(group.getLast() instanceof Decision.Stop);
  }

  private void write(List<Decision.Accepted> accepted) {
    var commits = new ArrayList<Commit>(accepted.size());
    var rows = new ArrayList<IndexChange>();
    for (var decision : accepted) {
      commits.add(new Commit(decision.timestamp(), decision.request().revisions()));
      rows.addAll(decision.rows());
    }
    var entry = new LogEntry(head.position() + 1, commits);
    if (persistence.commit(entry, new IndexChanges(rows))
        instanceof AppendOutcome.Refused(var other)) {
      throw new IllegalStateException(
          "somebody else wrote to the log: %s after %s".formatted(other, head));
    }
    head = new LogHead(entry.position(), entry.last());
  }

  private void answer(Decision decision) {
    switch (decision) {
      case Decision.Refused(var request, var conflict) -> request.answer().complete(conflict);
      case Decision.Accepted(var request, var timestamp, _) ->
          answer(request.answer(), new CommitOutcome.Committed(timestamp));
      case Decision.Asked(var asked) -> answer(asked, head.timestamp());
      case Decision.Stop _ -> {}
    }
  }

  private <T> void answer(CompletableFuture<T> waiting, T answer) {
    var broken = failure;
    if (broken == null) {
      waiting.complete(answer);
    } else {
      waiting.completeExceptionally(broken(broken));
    }
  }

  private static StorageException broken(Throwable cause) {
    return new StorageException(
        "Nothing can be committed any more: %s".formatted(cause.getMessage()), cause);
  }
}

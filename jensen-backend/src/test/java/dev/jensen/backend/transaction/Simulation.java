package dev.jensen.backend.transaction;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.transaction.SimulatedDisk.Fate;
import dev.jensen.backend.world.SimulatedWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.FieldPath;
import dev.jensen.value.IndexKey;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Clients of one database that crashes now and then. Half of their transactions begin ahead of
/// what is durable; what those saw counts once it is. One thing happens at a time, and which is
/// decided by a random generator: the whole run can be repeated.
///
/// The database's writer has a thread of its own, but it only ever waits for work or for the disk;
/// whoever gives it work waits until it does so again.
final class Simulation implements AutoCloseable {

  private static final int CLIENTS = 6;
  private static final int KEYS = 6;
  private static final Limits LIMITS = Limits.DEFAULT.withRetention(Duration.ofMillis(5));

  private final RandomGenerator random;
  private final SimulatedWorld world;

  /// How often the disk does a write, compared to what the clients do.
  private final int diskPercent;

  private final List<Client> clients = new ArrayList<>();
  private final List<History.Entry> finished = new ArrayList<>();
  private SimulatedDisk disk = new SimulatedDisk();
  private Database database;
  private boolean wasTrimmed;
  private long time;
  private int names;

  Simulation(RandomGenerator random) {
    this.random = random;
    this.diskPercent = random.nextInt(2, 30);
    this.world = new SimulatedWorld(random.nextLong());
    this.database = Database.open(disk, world, LIMITS);
    disk.setFree(true);
    try (var transaction = database.begin()) {
      var _ = transaction.definitions().createTable("marks");
      var table = transaction.definitions().createTable("pairs");
      transaction.definitions().createIndex(table, "by_key", List.of(FieldPath.parse("key")));
      Fixture.committed(database.commit(transaction));
    }
    database.backfill();
    disk.setFree(false);
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client());
    }
  }

  void run(int steps) throws InterruptedException {
    for (int i = 0; i < steps; i++) {
      time++;
      world.advance(Duration.ofNanos(random.nextInt(2_000_000)));
      int dice = random.nextInt(100);
      if (dice < 2) {
        crash();
      } else if (dice < 5) {
        trim();
      } else if (dice < 5 + diskPercent) {
        write(Fate.WRITTEN);
      } else {
        clients.get(random.nextInt(CLIENTS)).step();
      }
    }
    crash();
  }

  /// What happened, once the simulation has run.
  History history() {
    return new History(List.copyOf(finished));
  }

  private void trim() {
    database.trim();
    wasTrimmed = true;
  }

  /// Lets the disk do the next write, if there is one.
  private void write(Fate fate) throws InterruptedException {
    if (disk.isWriteWaiting()) {
      disk.decide(fate);
      settle(pending());
      clients.forEach(Client::takeAnswer);
    }
  }

  private List<CompletableFuture<CommitOutcome>> pending() {
    var pending = new ArrayList<CompletableFuture<CommitOutcome>>();
    for (var client : clients) {
      if (client.commit != null) {
        pending.add(client.commit);
      }
    }
    return pending;
  }

  /// Waits until the writer waits too.
  private void settle(List<CompletableFuture<CommitOutcome>> pending) throws InterruptedException {
    disk.awaitWriteOr(() -> pending.stream().allMatch(CompletableFuture::isDone));
  }

  /// Ends the process and starts another one.
  private void crash() throws InterruptedException {
    var fates = List.of(Fate.LOST, Fate.IN_LOG_ONLY, Fate.WRITTEN_BUT_UNKNOWN);
    var unknown = new ArrayList<Client>();
    for (var client : clients) {
      client.takeAnswer();
      if (client.commit != null) {
        unknown.add(client);
      }
    }
    if (disk.isWriteWaiting()) {
      disk.decide(fates.get(random.nextInt(fates.size())));
    }
    for (var client : clients) {
      client.forget();
    }
    database.close();
    // An index that is gone can only be made again while the whole log is there.
    if (!wasTrimmed && random.nextInt(4) == 0) {
      disk = disk.withoutIndex();
    }
    database = Database.open(disk, world, LIMITS);
    try (var transaction = database.begin()) {
      unknown.forEach(client -> client.resolve(transaction));
    }
  }

  @Override
  public void close() {
    database.close();
  }

  private static Value.Obj pair(long key, String value) {
    return Value.Obj.of(Map.of("key", new Value.Int64(key), "value", new Value.Text(value)));
  }

  private static IndexKey indexKey(long key) {
    return IndexKey.of(List.of(new Value.Int64(key)));
  }

  private static List<Document> scan(Transaction transaction, long from, long to) {
    var table = Fixture.table(transaction, "pairs");
    var found = new ArrayList<Document>();
    var range = new IndexRange(indexKey(from), indexKey(to));
    try (var scan = transaction.scan(table, index(table), range, Order.ASCENDING)) {
      for (var next = scan.next(); next != null; next = scan.next()) {
        found.add(next);
      }
    }
    return found;
  }

  private static Index index(Table table) {
    return Fixture.index(table, "by_key");
  }

  private static @Nullable Document find(Transaction transaction, long key) {
    var found = scan(transaction, key, key + 1);
    return found.isEmpty() ? null : found.getFirst();
  }

  private static @Nullable String value(@Nullable Document document) {
    return document == null ? null : ((Value.Text) Fixture.field(document, "value")).value();
  }

  /// One client, which runs one transaction after the other.
  private final class Client {

    private String name = "";
    private long began;
    private int stepsLeft;
    private boolean isAhead;

    /// By which the writes can be found after a crash, if there are any: others may replace them.
    private @Nullable DocumentId mark;

    private @Nullable Transaction transaction;
    private @Nullable Timestamp snapshot;
    private @Nullable CompletableFuture<CommitOutcome> commit;
    private Map<Long, @Nullable String> reads = new LinkedHashMap<>();
    private Map<Long, Long> counts = new LinkedHashMap<>();
    private Map<Long, @Nullable String> writes = new LinkedHashMap<>();

    void step() throws InterruptedException {
      takeAnswer();
      if (commit != null) {
        return;
      }
      var running = transaction;
      if (running == null) {
        begin();
      } else if (stepsLeft-- > 0) {
        act(running);
      } else {
        commit = submit(running);
        transaction = null;
        settle(pending());
        takeAnswer();
      }
    }

    private CompletableFuture<CommitOutcome> submit(Transaction running) {
      mark =
          writes.isEmpty()
              ? null
              : running.insert(Fixture.table(running, "marks"), Fixture.text(name)).id();
      var told = database.durable(running.begin());
      return database.submit(running).thenCombine(told, (outcome, _) -> outcome);
    }

    private void begin() {
      name = "t%d".formatted(names++);
      began = time;
      stepsLeft = random.nextInt(1, 6);
      reads = new LinkedHashMap<>();
      counts = new LinkedHashMap<>();
      writes = new LinkedHashMap<>();
      isAhead = random.nextBoolean();
      transaction = isAhead ? database.beginAhead() : database.begin();
      snapshot = transaction.begin();
    }

    private void act(Transaction running) {
      long key = random.nextInt(KEYS);
      switch (random.nextInt(5)) {
        case 0 -> read(running, key);
        case 1 -> {
          if (writes.isEmpty()) {
            counts.put(key, (long) scan(running, key, key + History.COUNTED).size());
          }
        }
        case 2 -> {
          var old = read(running, key);
          // Each writer leaves a value behind by which it can be recognised.
          if (old != null && !writes.isEmpty() && !writes.containsKey(key)) {
            running.delete(Fixture.table(running, "pairs"), old);
            writes.put(key, null);
          }
        }
        default -> {
          var old = read(running, key);
          var value = "%s.%d".formatted(name, writes.size());
          var table = Fixture.table(running, "pairs");
          if (old == null) {
            running.insert(table, pair(key, value));
          } else {
            running.replace(table, old, pair(key, value));
          }
          writes.put(key, value);
        }
      }
    }

    private @Nullable Document read(Transaction running, long key) {
      var found = find(running, key);
      if (!writes.containsKey(key)) {
        reads.put(key, value(found));
      }
      return found;
    }

    void takeAnswer() {
      if (commit == null || !commit.isDone() || commit.isCompletedExceptionally()) {
        return;
      }
      finish(commit.join() instanceof CommitOutcome.Committed(var timestamp) ? timestamp : null);
    }

    private void finish(@Nullable Timestamp committed) {
      if (snapshot == null) {
        throw new IllegalStateException("nothing began");
      }
      finished.add(
          new History.Entry(
              name, began, time, snapshot, committed, reads, counts, new HashMap<>(writes)));
      commit = null;
    }

    /// Its process is gone. What it only read is forgotten with it.
    void forget() {
      if (transaction != null) {
        transaction.close();
        transaction = null;
      }
    }

    /// Finds out whether the last transaction is there after all. If it began ahead and is not,
    /// then what it saw may be lost too, and nobody was told.
    void resolve(Transaction after) {
      var committed = mark == null ? null : after.committedAt(Fixture.table(after, "marks"), mark);
      if (committed == null && isAhead) {
        commit = null;
      } else {
        finish(committed);
      }
    }
  }
}

package dev.jensen.backend.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.Seeded;
import dev.jensen.backend.index.Index;
import dev.jensen.backend.index.Table;
import dev.jensen.backend.storage.MemoryPersistence;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.IndexRange;
import dev.jensen.backend.transaction.Order;
import dev.jensen.backend.transaction.ReadSet;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.value.DocumentId;
import dev.jensen.value.Value;
import dev.jensen.wire.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {

  private static final int DOCUMENTS = 20;

  private final SystemWorld world = new SystemWorld();
  private final Database database = Database.open(new MemoryPersistence(), world);
  private final Subscriptions subscriptions = new Subscriptions(world, database);
  private final List<DocumentId> documents = new ArrayList<>();
  private final List<ReadSet> shared = new ArrayList<>();

  @BeforeEach
  void fill() {
    try (var transaction = database.begin()) {
      var table = transaction.definitions().createTable("numbers");
      for (int i = 0; i < DOCUMENTS; i++) {
        documents.add(transaction.insert(table, number(i)).id());
      }
      database.commit(transaction);
    }
    for (int document = 0; document < 3; document++) {
      shared.add(reads(document));
    }
  }

  @AfterEach
  void stop() {
    subscriptions.close();
    database.close();
  }

  /// The law: touched if and only if a commit since then wrote to what was read.
  @Seeded(runs = 30)
  void exactlyWhatACommitTouchedIsTouched(RandomGenerator random) {
    var all = new ArrayList<Interest>();
    for (int step = 0; step < 100; step++) {
      if (random.nextBoolean()) {
        change(documents.get(random.nextInt(DOCUMENTS)), step);
      } else {
        all.add(subscribe(random));
      }
    }
    assertThat(all).allSatisfy(this::isTouchedIfItsReadsChanged);
  }

  /// The same law while subscriptions come and go in the middle of commits.
  @Seeded(runs = 5)
  void nothingIsMissedBetweenReadingAndSubscribing(RandomGenerator random)
      throws InterruptedException {
    var all = new ArrayList<Interest>();
    var writer =
        world.start(
            "writer",
            () -> {
              for (int i = 0; i < 400; i++) {
                change(documents.get(i % DOCUMENTS), i);
              }
            });
    while (writer.isAlive()) {
      var interest = subscribe(random);
      if (random.nextInt(4) == 0) {
        interest.subscription.close();
      } else {
        all.add(interest);
      }
    }
    writer.join();
    assertThat(all).allSatisfy(this::isTouchedIfItsReadsChanged);
    all.forEach(interest -> interest.subscription.close());
    assertThat(subscriptions.watchesNothing()).isTrue();
  }

  @Test
  void everySubscriberOfOneReadSetIsToldOnce() throws InterruptedException {
    var told = new AtomicInteger();
    var latch = new CountDownLatch(2);
    Runnable touched =
        () -> {
          told.incrementAndGet();
          latch.countDown();
        };
    var at = subscriptions.timestamp();
    var reads = reads(3);
    subscriptions.subscribe(reads, at, touched);
    subscriptions.subscribe(reads, at, touched);
    subscriptions.subscribe(reads, at, touched).close();
    subscriptions.subscribe(reads(4), at, touched);

    change(documents.get(3), 1);
    change(documents.get(3), 2);
    latch.await();

    assertThat(told).hasValue(2);
  }

  /// Who is told runs its query at the newest timestamp, once, and must see the change there.
  @Test
  void whoIsToldFindsTheChangeAtTheNewestTimestamp() throws InterruptedException {
    var missed = new AtomicInteger();
    for (int i = 0; i < 2000; i++) {
      var told = new CountDownLatch(1);
      var newest = new AtomicReference<Timestamp>();
      var at = subscriptions.timestamp();
      var subscription =
          subscriptions.subscribe(
              reads(3),
              at,
              () -> {
                newest.set(subscriptions.timestamp());
                told.countDown();
              });
      change(documents.get(3), i);
      told.await();
      missed.addAndGet(subscription.isTouchedAt(newest.get()) ? 0 : 1);
    }

    assertThat(missed).hasValue(0);
  }

  private record Interest(ReadSet reads, Timestamp at, Subscription subscription) {}

  private void isTouchedIfItsReadsChanged(Interest interest) {
    var now = subscriptions.timestamp();
    assertThat(interest.subscription.isTouchedAt(now))
        .isEqualTo(!database.unchanged(interest.reads, interest.at, now));
  }

  private Interest subscribe(RandomGenerator random) {
    var at = subscriptions.timestamp();
    var own = random.nextInt(5) == 0 ? everything() : reads(random.nextInt(DOCUMENTS));
    var reads =
        random.nextBoolean()
            ? own
            : new ReadSet(own.ranges(), List.of(shared.get(random.nextInt(shared.size()))));
    return new Interest(reads, at, subscriptions.subscribe(reads, at, () -> {}));
  }

  private ReadSet reads(int document) {
    try (var transaction = database.begin()) {
      transaction.get(table(transaction.table("numbers")), documents.get(document));
      return transaction.readSet();
    }
  }

  private ReadSet everything() {
    try (var transaction = database.begin()) {
      var table = table(transaction.table("numbers"));
      var index = Objects.requireNonNull(table.index(Index.BY_CREATION_TIME));
      try (var scan = transaction.scan(table, index, IndexRange.ALL, Order.ASCENDING)) {
        assertThat(Stream.generate(scan::next).takeWhile(Objects::nonNull)).hasSize(DOCUMENTS);
      }
      return transaction.readSet();
    }
  }

  private static Table table(@Nullable Table table) {
    return Objects.requireNonNull(table);
  }

  private void change(DocumentId id, int to) {
    try (var transaction = database.begin()) {
      var table = table(transaction.table("numbers"));
      var old = Objects.requireNonNull(transaction.get(table, id));
      transaction.replace(table, old, number(to + DOCUMENTS));
      database.commit(transaction);
    }
  }

  private static Value.Obj number(int number) {
    return Value.Obj.of(Map.of("number", new Value.Int64(number)));
  }
}

package dev.jensen.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.jensen.client.ConvexClient;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// The client for Java against `replay.mjs`, in a process of its own: what `receive.mjs` does with
/// the official one.
final class ClientReceiver {

  private static final int COLLECTIONS = 3;

  private final URI url;

  private ClientReceiver(URI url) {
    this.url = url;
  }

  /// What is received.
  record Beat(int number, String text) {}

  /// Takes the URL, how many messages and how many subscriptions.
  public static void main(String[] arguments) throws InterruptedException {
    int messages = Integer.parseInt(arguments[1]);
    int subscriptions = Integer.parseInt(arguments[2]);
    var receiver = new ClientReceiver(URI.create(arguments[0]));
    receiver.stream(messages / 2);
    long allocated = allocated();
    long nanos = receiver.stream(messages);
    double bytes = (double) (allocated() - allocated) / messages;
    double each = receiver.subscriptionBytes(subscriptions);
    System.out.printf(Locale.ROOT, "received %f %f %f%n", messages / (nanos / 1e9), bytes, each);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }

  /// Follows what is streamed to its end.
  private long stream(int count) throws InterruptedException {
    var start = new AtomicLong();
    var done = new CountDownLatch(1);
    try (var client = ConvexClient.of(url)) {
      client.subscribe(
          "beats:stream",
          Map.of("count", count),
          Beat.class,
          beat -> {
            start.compareAndSet(0, System.nanoTime());
            if (beat.number() == count) {
              done.countDown();
            }
          });
      done.await();
      return System.nanoTime() - start.get();
    }
  }

  private double subscriptionBytes(int subscriptions) throws InterruptedException {
    try (var client = ConvexClient.of(url)) {
      long before = memory();
      var answered = new CountDownLatch(subscriptions);
      for (int key = 0; key < subscriptions; key++) {
        client.subscribe("beats:get", Map.of("key", key), Beat.class, beat -> answered.countDown());
      }
      answered.await();
      return (double) (memory() - before) / subscriptions;
    }
  }

  private static long memory() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

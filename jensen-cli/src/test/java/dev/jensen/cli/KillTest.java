package dev.jensen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.client.ConvexClient;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The server is killed while clients call mutations, again and again: what was acknowledged is
/// there, what was not is there as a whole or not at all, and time does not go back.
///
/// 500 times in the Maven profile `long`.
@Tag("conformance")
@Timeout(7200)
class KillTest {

  private static final int KILLS = Integer.getInteger("kills", 20);
  private static final int CALLERS = 6;

  /// Mutations under way on one socket.
  private static final int ON_SOCKET = 8;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?=[,\\]])");

  @TempDir private static Path parent;

  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong next = new AtomicLong();

  @BeforeAll
  static void install() throws IOException {
    CliProject.install(parent);
  }

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    try (var project = CliProject.create(parent)) {
      project.write(
          "convex/pairs.ts",
          """
          import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
          export const add = mutation(async ({ db }: any, { n }: any) => {
            await db.insert("left", { n });
            const sum = await db.query("sums").first();
            if (sum === null) await db.insert("sums", { count: 1 });
            else await db.patch(sum._id, { count: sum.count + 1 });
            await db.insert("right", { n });
          });
          const numbers = (table: string) => query(async ({ db }: any, { after }: any) => {
            const rows = await db.query(table).withIndex("by_creation_time",
              (q: any) => q.gt("_creationTime", after)).take(4000);
            return { n: rows.map((row: any) => row.n), end: rows.at(-1)?._creationTime ?? null };
          });
          export const left = numbers("left");
          export const right = numbers("right");
          export const sum = query(async ({ db }: any) =>
            (await db.query("sums").first())?.count ?? 0);
          """);
      project.succeed("dev", "--once", "--typecheck", "disable");
      long newest = 0;
      for (int i = 0; i < KILLS; i++) {
        callUntilKilled(project);
        newest = check(project, newest);
      }
      assertThat(acknowledged).hasSizeGreaterThan(KILLS);
    }
  }

  private void callUntilKilled(CliProject project) throws InterruptedException {
    int enough = ThreadLocalRandom.current().nextInt(1, 60);
    var answered = new CountDownLatch(enough);
    var url = project.url();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var client = ConvexClient.of(URI.create(url))) {
      for (int i = 0; i < CALLERS; i++) {
        var _ = threads.submit(() -> callForEver(url, answered));
      }
      for (int i = 0; i < ON_SOCKET; i++) {
        sendForEver(client, answered);
      }
      answered.await();
      project.crash();
    }
  }

  /// Sends the next one when one is acknowledged, until the client is closed.
  private void sendForEver(ConvexClient client, CountDownLatch answered) {
    long n = next.incrementAndGet();
    var _ =
        client
            .async()
            .mutation("pairs:add", Map.of("n", (double) n))
            .thenRun(() -> {
              acknowledged.add(n);
              answered.countDown();
              sendForEver(client, answered);
            });
  }

  /// Calls until the server is gone.
  private void callForEver(String url, CountDownLatch answered) {
    try {
      while (true) {
        long n = next.incrementAndGet();
        var body = "{\"path\":\"pairs:add\",\"args\":{\"n\":%d}}".formatted(n);
        if (JsonPost.send("%s/api/mutation".formatted(url), body, null).contains("\"success\"")) {
          acknowledged.add(n);
        }
        answered.countDown();
      }
    } catch (IOException gone) {
      // Killed, as planned.
    }
  }

  private long check(CliProject project, long before) {
    var left = numbers(project, "left");
    assertThat(left).containsAll(acknowledged).isEqualTo(numbers(project, "right"));
    assertThat(project.call("query", "pairs:sum", "{}"))
        .contains("\"value\":%d".formatted(left.size()));
    var text = project.call("query_ts", "", "{}").replaceAll(".*\"ts\":\"([^\"]*)\".*", "$1");
    long newest =
        ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertThat(newest).isGreaterThan(before);
    return newest;
  }

  private static Set<Long> numbers(CliProject project, String table) {
    Set<Long> numbers = ConcurrentHashMap.newKeySet();
    var after = "0";
    while (true) {
      var answer =
          project.call("query", "pairs:%s".formatted(table), "{\"after\":%s}".formatted(after));
      var list = answer.replaceAll(".*\"n\":(\\[[^]]*]).*", "$1");
      var found = NUMBER.matcher(list).results().map(match -> Long.valueOf(match.group())).toList();
      numbers.addAll(found);
      if (found.isEmpty()) {
        return numbers;
      }
      after = answer.replaceAll(".*\"end\":([0-9.eE+]*).*", "$1");
    }
  }
}

package dev.jensen.backend.transaction;

import static dev.jensen.backend.transaction.Fixture.all;
import static dev.jensen.backend.transaction.Fixture.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jensen.backend.index.Index;
import dev.jensen.backend.storage.RocksPersistence;
import dev.jensen.backend.world.SystemWorld;
import dev.jensen.wire.Timestamp;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that writes all the time is killed, again and again.
class CrashTest {

  private static final int KILLS = 4;

  @TempDir private Path directory;

  /// A line the dying process may have printed in part.
  private static final int FIELDS = 3;

  private record Acknowledged(long number, Timestamp timestamp) {}

  @Test
  void acknowledgedCommitsSurviveAndOthersAreWholeOrAbsent()
      throws IOException, InterruptedException {
    var acknowledged = new ArrayList<Acknowledged>();
    for (int i = 0; i < KILLS; i++) {
      acknowledged.addAll(writeAndKill(1_000_000L * i));

      checkWhatIsThere(acknowledged);
    }
  }

  private List<Acknowledged> writeAndKill(long first) throws IOException, InterruptedException {
    var child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                directory.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var lines = new ArrayList<String>();
    try (var output = child.inputReader()) {
      int enough = 200 + ThreadLocalRandom.current().nextInt(500);
      read(output, lines, enough);
      // The process's own method would also close the pipe that holds what it printed last.
      assertThat(child.toHandle().destroyForcibly()).isTrue();
      read(output, lines, Integer.MAX_VALUE);
    }
    child.waitFor();
    assertThat(lines).hasSizeGreaterThan(100);
    return lines.stream()
        .map(line -> line.split(" ", -1))
        .filter(CrashTest::isWhole)
        .map(CrashTest::parse)
        .toList();
  }

  private static void read(BufferedReader output, List<String> lines, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      var line = output.readLine();
      if (line == null) {
        return;
      }
      lines.add(line);
    }
  }

  private static boolean isWhole(String[] fields) {
    return fields.length == FIELDS && fields[2].equals("done");
  }

  private static Acknowledged parse(String[] fields) {
    return new Acknowledged(Long.parseLong(fields[0]), new Timestamp(Long.parseLong(fields[1])));
  }

  private void checkWhatIsThere(List<Acknowledged> acknowledged) {
    try (var database = Database.open(RocksPersistence.open(directory), new SystemWorld())) {
      var left = numbers(database, "left", Index.BY_ID);
      assertThat(left)
          .containsAll(acknowledged.stream().map(Acknowledged::number).toList())
          .isEqualTo(numbers(database, "right", Index.BY_CREATION_TIME))
          .isEqualTo(numbers(database, "left", Index.BY_CREATION_TIME));
      var last =
          acknowledged.stream()
              .map(Acknowledged::timestamp)
              .max(Timestamp::compareTo)
              .orElseThrow();
      assertThat(database.latest()).isGreaterThanOrEqualTo(last);
      try (var transaction = database.begin()) {
        transaction.definitions().createTable("after_" + acknowledged.size());
        assertThat(committed(database.commit(transaction)).timestamp()).isGreaterThan(last);
      }
    }
  }

  private static Set<Long> numbers(Database database, String name, String index) {
    try (var transaction = database.begin()) {
      return all(transaction, Fixture.table(transaction, name), index).stream()
          .map(Fixture::number)
          .collect(Collectors.toSet());
    }
  }
}

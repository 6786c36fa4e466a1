package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What functions do beside the database: actions, HTTP actions, scheduled mutations, files; the
/// latter and HTTP actions beside plain Node in the same run.
///
/// Rounds are interleaved; the table shows the median round and the spread.
final class RuntimeBenchmark {

  private static final int ROUNDS = 3;
  private static final List<Integer> CALLERS = List.of(1, 8, 64);
  private static final int SCHEDULED = 10_000;
  private static final int SCHEDULED_AT_ONCE = 1_000;
  private static final int BACKLOG = 100_000;
  private static final int BACKLOG_FIRST = 1_000_000;

  /// Time enough to schedule the backlog before any of it is due.
  private static final Duration BACKLOG_AHEAD = Duration.ofSeconds(60);

  private static final int FILE_BYTES = 256 << 20;
  private static final Pattern READY = Pattern.compile("ready (\\d+)");
  private static final Pattern VALUE = Pattern.compile("\"value\":\"?([^\",}]+)");
  private static final Pattern STORAGE_ID = Pattern.compile("\"storageId\":\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Duration round;

  private RuntimeBenchmark(Duration round) {
    this.round = round;
  }

  static void main(List<String> arguments) throws IOException, InterruptedException {
    int seconds = arguments.isEmpty() ? 5 : Integer.parseInt(arguments.getFirst());
    new RuntimeBenchmark(Duration.ofSeconds(seconds)).run();
  }

  private void run() throws IOException, InterruptedException {
    Path project = JavaScriptProject.install("runtime");
    Path data = Files.createTempDirectory("jensen-runtime");
    Path file = Files.createTempFile("jensen-peer", ".bin");
    try (var jensen = JensenServer.start(data, project);
        var peer =
            ChildProcess.start(project, Map.of(), List.of("node", "peer.mjs", file.toString()))) {
      int peerPort = Integer.parseInt(peer.await(READY).group(1));
      System.out.printf(
          "%d cores, %d rounds of %ds%n",
          Runtime.getRuntime().availableProcessors(), ROUNDS, round.toSeconds());
      calls(jensen.port(), peerPort);
      scheduled(jensen.port());
      backlog(jensen.port());
      files(jensen.port(), peerPort);
      System.out.println(jensen.startAndMemory());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void calls(int jensen, int peer) {
    var loads = new LinkedHashMap<String, HttpLoad>();
    loads.put(
        "action       jensen",
        new HttpLoad(jensen, "/api/action", _ -> "{\"path\":\"work:nothing\",\"args\":{}}"));
    loads.put("HTTP action  jensen", new HttpLoad(jensen, "/http/echo", "{\"n\":%d}"::formatted));
    loads.put("HTTP         node", new HttpLoad(peer, "/echo", "{\"n\":%d}"::formatted));
    loads.values().forEach(load -> load.run(8, round));
    System.out.printf("%-24s %7s %s%n", "", "callers", Rounds.HEADER);
    for (int callers : CALLERS) {
      var results = new LinkedHashMap<String, List<LoadResult>>();
      for (int i = 0; i < ROUNDS; i++) {
        loads.forEach((name, load) ->
            results.computeIfAbsent(name, _ -> new ArrayList<>()).add(load.run(callers, round)));
      }
      results.forEach((name, each) -> print(name, callers, Rounds.of(each)));
    }
  }

  private static void print(String name, int callers, Rounds rounds) {
    System.out.printf("%-24s %7d %s%n", name, callers, rounds.row());
  }

  private void scheduled(int port) throws IOException, InterruptedException {
    var perSecond = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      for (int n = 0; n < SCHEDULED; n += SCHEDULED_AT_ONCE) {
        call(
            port,
            "mutation",
            "work:schedule",
            "{\"first\":%d,\"count\":%d}".formatted(i * SCHEDULED + n, SCHEDULED_AT_ONCE));
      }
      while (countDone(port, i * SCHEDULED, SCHEDULED) < SCHEDULED) {
        Thread.sleep(20);
      }
      perSecond[i] = SCHEDULED * 1e9 / (System.nanoTime() - begin);
    }
    Arrays.sort(perSecond);
    System.out.printf(
        "scheduled mutations      %10.0f/s (%.0f – %.0f), from the first schedule to the last"
            + " run%n",
        perSecond[ROUNDS / 2], perSecond[0], perSecond[ROUNDS - 1]);
  }

  private static int countDone(int port, int first, int count) throws IOException {
    return (int)
        Double.parseDouble(
            call(
                port,
                "query",
                "work:count",
                "{\"first\":%d,\"count\":%d}".formatted(first, count)));
  }

  /// Many mutations that are due at the same time, and what a caller notices of them.
  private void backlog(int port) throws IOException, InterruptedException {
    long due = System.currentTimeMillis() + BACKLOG_AHEAD.toMillis();
    for (int n = 0; n < BACKLOG; n += SCHEDULED_AT_ONCE) {
      // One millisecond later each time, so that the last ones are run last.
      call(
          port,
          "mutation",
          "work:scheduleAt",
          "{\"first\":%d,\"count\":%d,\"at\":%d}"
              .formatted(BACKLOG_FIRST + n, SCHEDULED_AT_ONCE, due + n / SCHEDULED_AT_ONCE));
    }
    var caller = new HttpLoad(port, "/api/query", _ -> "{\"path\":\"work:read\",\"args\":{}}");
    var quiet = caller.run(1, round);
    long early = due - System.currentTimeMillis();
    Thread.sleep(Math.max(0, early));
    long begin = System.nanoTime();
    var busy = new ArrayList<LoadResult>();
    int last = BACKLOG_FIRST + BACKLOG - SCHEDULED_AT_ONCE;
    while (countDone(port, last, SCHEDULED_AT_ONCE) < SCHEDULED_AT_ONCE) {
      busy.add(caller.run(1, round));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "backlog of %d         %10.0f/s%s%n",
        BACKLOG, BACKLOG / seconds, early < 0 ? ", begun before all were scheduled" : "");
    print("call without backlog", 1, new Rounds(quiet, quiet, quiet));
    print("call beside backlog", 1, Rounds.of(busy));
  }

  private static String call(int port, String kind, String path, String args) throws IOException {
    try (var connection = new HttpConnection(port)) {
      var answer =
          connection.post("/api/" + kind, "{\"path\":\"%s\",\"args\":%s}".formatted(path, args));
      var value = VALUE.matcher(answer);
      if (!answer.contains("\"success\"") || !value.find()) {
        throw new IllegalStateException("%s failed: %s".formatted(path, answer));
      }
      return value.group(1);
    }
  }

  private void files(int jensen, int peer) throws IOException, InterruptedException {
    var content = new byte[FILE_BYTES];
    Arrays.fill(content, (byte) 'x');
    var speeds = new LinkedHashMap<String, double[]>();
    for (int i = 0; i < ROUNDS; i++) {
      var uploadUrl = URI.create(call(jensen, "mutation", "work:uploadUrl", "{}"));
      long begin = System.nanoTime();
      var id = STORAGE_ID.matcher(upload(uploadUrl, content));
      note(speeds, "upload    jensen", i, begin);
      if (!id.find()) {
        throw new IllegalStateException("no storage id");
      }
      begin = System.nanoTime();
      upload(URI.create("http://127.0.0.1:%d/upload".formatted(peer)), content);
      note(speeds, "upload    node", i, begin);
      var url = call(jensen, "query", "work:url", "{\"id\":\"%s\"}".formatted(id.group(1)));
      begin = System.nanoTime();
      download(URI.create(url));
      note(speeds, "download  jensen", i, begin);
      begin = System.nanoTime();
      download(URI.create("http://127.0.0.1:%d/file".formatted(peer)));
      note(speeds, "download  node", i, begin);
    }
    speeds.forEach((name, each) -> {
      Arrays.sort(each);
      System.out.printf(
          "%-24s %10.0f MB/s (%.0f – %.0f), %d MB%n",
          name, each[ROUNDS / 2], each[0], each[ROUNDS - 1], FILE_BYTES >> 20);
    });
  }

  private static void note(Map<String, double[]> speeds, String name, int round, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    speeds.computeIfAbsent(name, _ -> new double[ROUNDS])[round] = FILE_BYTES / seconds / (1 << 20);
  }

  private String upload(URI url, byte[] content) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(content)).build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("upload: %s".formatted(response.body()));
    }
    return response.body();
  }

  private void download(URI url) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url).build();
    long count = 0;
    byte[] piece = new byte[1 << 16];
    try (InputStream body = client.send(request, BodyHandlers.ofInputStream()).body()) {
      for (int n = body.read(piece); n >= 0; n = body.read(piece)) {
        count += n;
      }
    }
    if (count != FILE_BYTES) {
      throw new IllegalStateException("%d bytes came".formatted(count));
    }
  }
}

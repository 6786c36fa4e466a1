package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;

/// Jensen: sockets follow a query in TypeScript, and a mutation in TypeScript changes what it
/// reads.
record JensenFeed(JensenServer server, WebSocket writer) implements Feed {

  static JensenFeed start() {
    try {
      var server = JensenServer.start(Files.createTempDirectory("jensen-fanout"), Beats.project());
      Beats.fill(server.port(), 1);
      return new JensenFeed(server, Beats.connected(server.port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "jensen";
  }

  @Override
  public WebSocket subscribe() {
    return WebSocket.open(server.port(), Beats.PATH, Beats.follow(IntStream.of(0)));
  }

  @Override
  public void write(long number) {
    writer.exchange(Beats.set(0, number));
  }

  @Override
  public List<Long> processes() {
    return server.process().family();
  }

  @Override
  public void close() {
    server.close();
  }
}

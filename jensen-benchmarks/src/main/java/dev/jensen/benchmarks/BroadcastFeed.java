package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// The floor: a Node server that sends every new value to every socket, without knowing any query.
record BroadcastFeed(PostgresPeer peer, HttpConnection writer) implements Feed {

  static BroadcastFeed start(Path project) {
    var peer = PostgresPeer.start(project, "broadcast.mjs");
    try {
      return new BroadcastFeed(peer, new HttpConnection(peer.port()));
    } catch (IOException e) {
      peer.close();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "node ws broadcast";
  }

  @Override
  public WebSocket subscribe() {
    return WebSocket.open(peer.port(), "/", new Exchange("{}", "\"subscribed\""));
  }

  @Override
  public void write(long number) {
    try {
      String answer =
          writer.post("/", "{\"key\":0,\"value\":\"%s\"}".formatted(Beats.value(number)));
      if (!answer.contains("success")) {
        throw new IllegalStateException("no success: %s".formatted(answer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Long> processes() {
    return peer.node().family();
  }

  @Override
  public void close() {
    peer.close();
  }
}

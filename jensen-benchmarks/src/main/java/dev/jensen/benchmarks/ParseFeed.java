package dev.jensen.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// Parse Server: sockets follow a query by LiveQuery, and a REST request changes what it matches.
record ParseFeed(PostgresPeer peer, HttpConnection writer) implements Feed {

  private static final String CONNECT = "{\"op\":\"connect\",\"applicationId\":\"benchmark\"}";
  private static final String SUBSCRIBE =
      "{\"op\":\"subscribe\",\"requestId\":1,\"query\":{\"className\":\"Beat\",\"where\":{\"key\":0}}}";

  static ParseFeed start(Path project) {
    var peer = PostgresPeer.start(project, "parse.mjs");
    try {
      var feed = new ParseFeed(peer, new HttpConnection(peer.port()));
      feed.post(
          "/parse/classes/Beat",
          "{\"_ApplicationId\":\"benchmark\",\"objectId\":\"beat\",\"key\":0,\"value\":\"%s\"}"
              .formatted(Beats.value(0)),
          "createdAt");
      return feed;
    } catch (IOException e) {
      peer.close();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "parse server livequery";
  }

  @Override
  public WebSocket subscribe() {
    return WebSocket.open(
        peer.port(),
        "/",
        new Exchange(CONNECT, "\"op\":\"connected\""),
        new Exchange(SUBSCRIBE, "\"op\":\"subscribed\""));
  }

  @Override
  public void write(long number) {
    post(
        "/parse/classes/Beat/beat",
        "{\"_method\":\"PUT\",\"_ApplicationId\":\"benchmark\",\"value\":\"%s\"}"
            .formatted(Beats.value(number)),
        "updatedAt");
  }

  private void post(String path, String body, String expected) {
    try {
      String answer = writer.post(path, body);
      if (!answer.contains(expected)) {
        throw new IllegalStateException("Parse Server refuses: %s".formatted(answer));
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
